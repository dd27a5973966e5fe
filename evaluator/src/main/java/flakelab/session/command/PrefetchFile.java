package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.fetch.Json;
import flakelab.fetch.Prefetch;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.text.Verbosity;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.Value;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `nix store prefetch-file` and the older `nix-prefetch-url` (CppNix `src/nix/prefetch.cc`).
///
/// @param url        to download; with an attribute, the file it is in
/// @param attribute  of a `fetchurl` call that names the URL
/// @param name       in the store
/// @param algorithm  of the hash
/// @param expected   the hash
/// @param unpack     whether it is an archive whose content is wanted
/// @param executable whether the file is to be executable
/// @param report     what is told
public record PrefetchFile(String url, Optional<String> attribute, Optional<String> name,
        String algorithm, Optional<String> expected, boolean unpack, boolean executable,
        Report report) implements Job {
    private static final String MIRROR = "mirror://";

    /// Ways to tell where the file is and what its hash is.
    public enum Report {
        MESSAGE, JSON, PRETTY_JSON, HASH, HASH_AND_PATH
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        HashAlgorithm known = HashConvert.algorithm(algorithm);
        Prefetch wanted = wanted(state, known);
        Prefetch.Result result = state.world().fetchers().prefetch(wanted);
        String path = state.world().store().storeDir().print(result.path());
        switch (report) {
            case MESSAGE -> state.world()
                .notice(Emphasis.format("Downloaded '%s' to '%s' (hash '%s').", wanted.url(), path,
                        result.hash().toSri()));
            case JSON, PRETTY_JSON -> {
                String json = Json.write(new TreeMap<>(
                        Map.of("storePath", path, "hash", result.hash().toSri())));
                out.accept((report == Report.JSON ? json : Documents.pretty(json)) + "\n");
            }
            case HASH -> {
                state.world().say(Verbosity.INFO, Emphasis.format("path is '%s'", path));
                out.accept(old(result.hash()) + "\n");
            }
            case HASH_AND_PATH -> out.accept(old(result.hash()) + "\n" + path + "\n");
        }
    }

    private static String old(Hash hash) {
        return hash.algorithm() == HashAlgorithm.MD5 ? hash.toBase16() : hash.toNix32();
    }

    private Prefetch wanted(State state, HashAlgorithm known) {
        Optional<Hash> hash = expected.map(text -> Hash.parseAny(text, Optional.of(known)));
        Optional<String> called = name.map(Latin1::ofUnicode);
        String address = Latin1.ofUnicode(url);
        boolean unpacked = unpack;
        if (attribute.isPresent()) {
            Attrs call = fetchurlCall(state, attribute.get());
            address = firstUrl(state.evaluator(), call);
            unpacked = isRecursive(state, call);
        }
        return new Prefetch(resolved(state, address), called, known, hash, unpacked, executable);
    }

    private Attrs fetchurlCall(State state, String path) {
        Evaluator evaluator = state.evaluator();
        Value file = evaluator.eval(state.parseFile(url), evaluator.baseScope());
        Value found = evaluator.findAlongPath(Latin1.ofUnicode(path), state.autoArgs(), file)
            .value();
        return evaluator.forceAttrs(found, Positions.NONE,
                "while evaluating the source attribute to prefetch");
    }

    private static String firstUrl(Evaluator evaluator, Attrs call) {
        Value urls = call.get(Symbol.of("urls"));
        if (urls == null) {
            throw SessionErrors.error("attribute 'urls' missing");
        }
        ListValue list = evaluator.forceList(urls, Positions.NONE,
                "while evaluating the urls to prefetch");
        if (list.size() < 1) {
            throw SessionErrors.error("'urls' list is empty");
        }
        return evaluator.forceStringNoContext(list.get(0), Positions.NONE,
                "while evaluating the first url from the urls list");
    }

    private static boolean isRecursive(State state, Attrs call) {
        Value mode = call.get(Symbol.of("outputHashMode"));
        if (mode == null) {
            state.world()
                .say(Verbosity.INFO,
                        "warning: this does not look like a fetchurl call");
            return false;
        }
        return state.evaluator()
            .forceStringNoContext(mode, Positions.NONE,
                    "while evaluating the outputHashMode of the source to prefetch")
            .equals("recursive");
    }

    /// The first real address of a `mirror://` one, by the list in Nixpkgs.
    private static String resolved(State state, String address) {
        if (!address.startsWith(MIRROR)) {
            return address;
        }
        int slash = address.indexOf('/', MIRROR.length());
        if (slash < 0) {
            throw SessionErrors.error(Emphasis.format("invalid mirror URL '%s'", address));
        }
        String mirrorName = address.substring(MIRROR.length(), slash);
        Evaluator evaluator = state.evaluator();
        Attrs mirrors = evaluator.forceAttrs(
                evaluator.eval(state.parse(
                        "import <nixpkgs/pkgs/build-support/fetchurl/mirrors.nix>"),
                        evaluator.baseScope()),
                Positions.NONE, "while evaluating the set of all mirrors");
        Value mirror = mirrors.get(Symbol.of(mirrorName));
        if (mirror == null) {
            throw SessionErrors.error(Emphasis.format("unknown mirror name '%s'", mirrorName));
        }
        ListValue list = evaluator.forceList(mirror, Positions.NONE,
                "while evaluating one mirror configuration");
        if (list.size() < 1) {
            throw SessionErrors
                .error(Emphasis.format("mirror URL '%s' did not expand to anything", address));
        }
        String base = evaluator.forceStringNoContext(list.get(0), Positions.NONE,
                "while evaluating the first available mirror");
        return base + (base.endsWith("/") ? "" : "/") + address.substring(slash + 1);
    }
}
