package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.References;
import flakelab.store.Store;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.value.Attrs;
import flakelab.value.Literal;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files from the network: `fetchurl` and `fetchTarball` (CppNix `primops/fetchTree.cc`, `fetch`).
final class Fetching {
    private static final String CHANNEL = "channel:";

    private Fetching() {}

    @Builtin(doc = """
            Download a file and give its path in the store. *arg* is the URL, or a set of `url`, `name` (the name in the
            store, otherwise the last component of the URL) and `sha256` (the expected hash, required in pure evaluation).
            """)
    static Value fetchurl(Evaluator ev, int pos, Value arg) {
        return new Request(ev, pos, "fetchurl", false).run(arg, "");
    }

    @Builtin(global = true, doc = """
            Download an archive, unpack it and give the path of its contents in the store. *args* is the URL, or a set of
            `url`, `name` (otherwise `source`) and `sha256` (the expected hash of the contents, required in pure
            evaluation). If the archive consists of a single directory, what is in that is meant.

            ```nix
            import (fetchTarball "https://github.com/NixOS/nixpkgs/archive/nixos-unstable.tar.gz") { }
            ```
            """)
    static Value fetchTarball(Evaluator ev, int pos, Value args) {
        return new Request(ev, pos, "fetchTarball", true).run(args, "source");
    }

    @Builtin(global = true, doc = """
            Fetch a Mercurial repository. *args* is its URL, or a set of `url`, `rev` and `name`. Mercurial is not
            supported here: use Git.
            """)
    static Value fetchMercurial(Evaluator ev, int pos, Value args) {
        String url;
        if (args.force(pos) instanceof Attrs attrs) {
            url = mercurialUrl(ev, pos, attrs);
        } else {
            url = ev.coerceToString(args, pos,
                    "while evaluating the first argument passed to builtins.fetchMercurial", false,
                    false, true)
                .text();
        }
        throw BuiltinErrors.error("cannot fetch '%s': Mercurial repositories are not supported",
                url);
    }

    private static String mercurialUrl(Evaluator ev, int pos, Attrs attrs) {
        String url = "";
        for (int i : attrs.shape().bySight()) {
            String name = attrs.nameAt(i).name;
            switch (name) {
                case "url" -> url = ev.coerceToString(attrs.valueAt(i), attrs.positionAt(i),
                        "while evaluating the `url` attribute passed to builtins.fetchMercurial",
                        false, false, true)
                    .text();
                case "rev", "name" -> ev.forceStringNoContext(attrs.valueAt(i), attrs.positionAt(i),
                        "while evaluating the `" + name
                                + "` attribute passed to builtins.fetchMercurial");
                default -> throw BuiltinErrors
                    .error("unsupported argument '%s' to 'fetchMercurial'", Literal.name(name))
                    .at(ev.at(attrs.positionAt(i)));
            }
        }
        if (url.isEmpty()) {
            throw new EvalException("'url' argument required").at(ev.at(pos));
        }
        return url;
    }

    /// The session's downloader.
    static Downloader downloader(Evaluator ev) {
        return ev.own(Downloader.class, Unreachable::new);
    }

    /// One call of `fetchurl` or `fetchTarball`.
    private static final class Request {
        private final Evaluator ev;
        private final int pos;
        private final String who;
        private final boolean unpack;

        Request(Evaluator ev, int pos, String who, boolean unpack) {
            this.ev = ev;
            this.pos = pos;
            this.who = who;
            this.unpack = unpack;
        }

        Value run(Value argument, String defaultName) {
            String url = null;
            String name = defaultName;
            Hash expected = null;
            boolean named = false;
            boolean inSet = argument.force(pos) instanceof Attrs;
            if (argument.force(pos) instanceof Attrs attrs) {
                for (int i : attrs.shape().bySight()) {
                    Value value = attrs.valueAt(i);
                    int at = attrs.positionAt(i);
                    switch (attrs.nameAt(i).name) {
                        case "url" -> url = ev.forceStringNoContext(value, at,
                                "while evaluating the url we should fetch");
                        case "sha256" -> expected = Hashes
                            .parseAllowingEmpty(ev, ev.forceStringNoContext(value, at,
                                    "while evaluating the sha256 of the content we should fetch"),
                                    Optional.of(HashAlgorithm.SHA256));
                        case "name" -> {
                            named = true;
                            name = ev.forceStringNoContext(value, at,
                                    "while evaluating the name of the content we should fetch");
                        }
                        default -> throw BuiltinErrors
                            .error("unsupported argument '%s' to '%s'", attrs.nameAt(i).name, who)
                            .at(ev.at(pos));
                    }
                }
                if (url == null) {
                    throw new EvalException("'url' argument required").at(ev.at(pos));
                }
            } else {
                url = ev.forceStringNoContext(argument, pos,
                        "while evaluating the url we should fetch");
            }
            return fetch(url, name, expected, inSet, named);
        }

        private Value fetch(String given, String givenName, @Nullable Hash expected, boolean inSet,
                boolean named) {
            boolean channel = unpack && given.startsWith(CHANNEL);
            String url = channel
                    ? "https://channels.nixos.org/" + given.substring(CHANNEL.length())
                            + "/nixexprs.tar.xz"
                    : given;
            Downloader downloader = downloader(ev);
            downloader.checkAllowed(url);
            String name = givenName.isEmpty() ? lastComponent(url) : givenName;
            checkName(url, name, inSet, named);
            if (ev.settings().pureEval() && expected == null) {
                throw BuiltinErrors
                    .error("in pure evaluation mode, '%s' requires a 'sha256' argument", who)
                    .at(ev.at(pos));
            }
            StorePath path = expected == null ? null : known(name, expected);
            if (path == null) {
                path = unpack ? downloader.unpack(url, name) : downloader.download(url, name);
                verify(url, path, expected);
            }
            ev.world().allow(path);
            return StringValue.of(ev.world().store().storeDir().print(path),
                    StringContext.of(path.baseName()));
        }

        private ContentAddressMethod method() {
            return unpack ? ContentAddressMethod.NAR : ContentAddressMethod.FLAT;
        }

        /// The path the hash promises, if the store has it already.
        private @Nullable StorePath known(String name, Hash expected) {
            Store store = ev.world().store();
            StorePath promised = store.storeDir()
                .makeFixedOutputPath(method(), expected, name, References.NONE);
            return store.isValid(promised) ? promised : null;
        }

        private void verify(String url, StorePath path, @Nullable Hash expected) {
            if (expected == null) {
                return;
            }
            Hash found = ContentHash.of(ev.world().store().tree(path), method(),
                    expected.algorithm());
            if (!found.equals(expected)) {
                throw BuiltinErrors.error(
                        "hash mismatch in file downloaded from '%s':\n  specified: %s\n  got:       %s",
                        url,
                        "sha256:" + expected.toNix32(), "sha256:" + found.toNix32());
            }
        }

        private void checkName(String url, String name, boolean inSet, boolean named) {
            try {
                StorePath.checkName(name);
            } catch (StoreException.BadPath e) {
                String advice = named
                        ? "Please change the value for the 'name' attribute passed to '" + who
                                + "', so that it can create a valid store path."
                        : inSet
                                ? "Please add a valid 'name' attribute to the argument for '" + who
                                        + "', so that it can create a valid store path."
                                : "Please pass an attribute set with 'url' and 'name' attributes to '"
                                        + who
                                        + "',  so that it can create a valid store path.";
                throw new EvalException(
                        "invalid store path name when fetching URL '" + Emphasis.of(url) + "': "
                                + Emphasis.strip(e.text()) + ". " + advice)
                    .at(ev.at(pos));
            }
        }

        private static String lastComponent(String url) {
            int end = url.length();
            while (end > 1 && url.charAt(end - 1) == '/') {
                end--;
            }
            return url.substring(url.lastIndexOf('/', end - 1) + 1, end);
        }
    }

    /// Stands in where a session gave no downloader.
    private static final class Unreachable implements Downloader {
        @Override
        public void checkAllowed(String url) {
            // Nothing is reachable anyway.
        }

        @Override
        public StorePath download(String url, String name) {
            throw BuiltinErrors.error("unable to download '%s': there is no network here", url);
        }

        @Override
        public StorePath unpack(String url, String name) {
            return download(url, name);
        }

        @Override
        public Store open(String address) {
            throw BuiltinErrors.error("unable to open '%s': there is no network here", address);
        }

        @Override
        public void copyClosure(Store from, StorePath path) {
            throw BuiltinErrors.error("unable to copy from '%s': there is no network here", from.uri());
        }
    }
}
