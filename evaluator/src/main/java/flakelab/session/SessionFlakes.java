package flakelab.session;

import flakelab.builtin.Downloader;
import flakelab.eval.Evaluator;
import flakelab.fetch.Fetched;
import flakelab.fetch.Input;
import flakelab.fetch.Url;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.Flakes;
import flakelab.flake.LockFlags;
import flakelab.flake.LockedFlake;
import flakelab.flake.Locker;
import flakelab.flake.Registries;
import flakelab.flake.Sources;
import flakelab.flake.cache.EvalCache;
import flakelab.hash.Hash;
import flakelab.hash.HashFormat;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import flakelab.store.StorePath;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gives an evaluator its flakes and downloads; made when the first is needed.
public final class SessionFlakes {
    private final SessionOptions options;
    private final SessionWorld world;
    private final Evaluator evaluator;
    private final Value fetchFinalTree;
    private final Map<String, EvalCache> caches = new HashMap<>();
    private final Map<FlakeRef, LockedFlake> lookedAt = new HashMap<>();
    private @Nullable Flakes flakes;

    SessionFlakes(SessionOptions options, SessionWorld world, Evaluator evaluator,
            Value fetchFinalTree) {
        this.options = options;
        this.world = world;
        this.evaluator = evaluator;
        this.fetchFinalTree = fetchFinalTree;
        world.lookupPath().fetchFlakesBy(this::source);
        evaluator.provide(Flakes.class, this::flakes);
        evaluator.provide(Downloader.class, () -> new Downloads(world));
    }

    /// Flakes as values.
    public synchronized Flakes flakes() {
        Flakes known = flakes;
        if (known == null) {
            Settings settings = options.settings();
            Path user = Directories.of(options.environment())
                .config()
                .resolve("nix")
                .resolve("registry.json");
            Path system = Path.of(options.environment().getOrDefault("NIX_CONF_DIR", "/etc/nix"),
                    "registry.json");
            Registries registries = new Registries(world.fetchers(), user, system,
                    settings.get(StandardSettings.FLAKE_REGISTRY));
            options.overrides()
                .forEach((from, to) -> registries.flags()
                    .add(plainReference(from).input(), plainReference(to), false));
            Locker locker = new Locker(evaluator, world.fetchers(), registries, world::mounted,
                    settings.get(StandardSettings.COMMIT_LOCK_FILE_SUMMARY));
            known = new Flakes(evaluator, locker, registries, fetchFinalTree);
            flakes = known;
        }
        return known;
    }

    /// A reference as typed in the session's directory, perhaps with `#attribute`.
    public FlakeRefParser.WithFragment reference(String typed) {
        return FlakeRefParser.ofCommandLine(options.directory(), world.fetchers().log())
            .parseWithFragment(Latin1.ofUnicode(typed));
    }

    /// A reference as typed, without `#attribute`.
    public FlakeRef plainReference(String typed) {
        return FlakeRefParser.ofCommandLine(options.directory(), world.fetchers().log())
            .parse(Latin1.ofUnicode(typed));
    }

    /// The source of a flake, in the store (CppNix's `flake:` hook, `src/libcmd/common-eval-args.cc`).
    private StorePath source(String reference) {
        options.settings().require("flakes");
        Input input = FlakeRefParser.ofText(world.fetchers().log()).parse(reference).input();
        Sources sources = flakes().locker().sources();
        Sources.Found found = sources.find(input, Registries.Use.ALL);
        return sources.store(found.fetched(), input).path();
    }

    /// Flags for locking a flake a person names: its inputs may be references that can change, also in pure evaluation.
    public LockFlags lockFlags() {
        return LockFlags.DEFAULT.withRegistries(options.settings().get(StandardSettings.USE_REGISTRIES));
    }

    /// Locks a flake to look at it, in memory only; the same until [#forget].
    public LockedFlake lookAt(FlakeRef ref) {
        LockedFlake known = lookedAt.get(ref);
        if (known == null) {
            known = lock(ref, lockFlags().withWrite(false));
            lookedAt.put(ref, known);
        }
        return known;
    }

    public LockedFlake lock(FlakeRef ref, LockFlags flags) {
        return flakes().locker().lock(ref, flags);
    }

    /// Locks a flake that may change settings by its `nixConfig`; which of them the user trusts is asked for.
    public LockedFlake lockAndConfigure(FlakeRef ref, LockFlags flags) {
        return flakes().locker()
            .lock(ref, flags, flake -> new FlakeConfig(options, world).apply(flake.config()));
    }

    /// A flake's outputs, evaluated as far as they are asked for. What is found out about one that cannot change is kept
    /// from run to run (CppNix `openEvalCache`, `src/libflake/flake.cc`).
    public EvalCache outputs(LockedFlake flake) {
        Settings settings = options.settings();
        boolean kept = settings.get(StandardSettings.EVAL_CACHE) && settings.get(StandardSettings.PURE_EVAL);
        Optional<Hash> fingerprint = kept ? flake.fingerprint(world.fetchers()) : Optional.empty();
        if (fingerprint.isEmpty()) {
            return EvalCache.without(evaluator, () -> evaluatedOutputs(flake));
        }
        String name = fingerprint.get().render(HashFormat.BASE16, false) + ".sqlite";
        return caches.computeIfAbsent(name, key -> EvalCache.open(evaluator,
                Directories.of(options.environment()).cache().resolve("nix").resolve("eval-cache-v6").resolve(key),
                () -> evaluatedOutputs(flake)));
    }

    private Value evaluatedOutputs(LockedFlake flake) {
        if (options.environment().getOrDefault("NIX_ALLOW_EVAL", "1").equals("0")) {
            throw SessionErrors.error("not everything is cached, but evaluation is not allowed");
        }
        Attrs called = evaluator.forceAttrs(flakes().call(flake), Positions.NONE,
                "while parsing cached flake data");
        return evaluator.requireAttr(called, Symbol.of("outputs"), "while evaluating the outputs of a flake");
    }

    /// Looks at all sources anew from now on.
    public void forget() {
        close();
        lookedAt.clear();
        if (flakes != null) {
            flakes.locker().forget();
        }
    }

    /// Keeps what was learnt about flakes.
    void close() {
        caches.values().forEach(EvalCache::close);
        caches.clear();
    }

    /// What `fetchurl`, `fetchTarball` and `fetchClosure` get things from.
    private record Downloads(SessionWorld world) implements Downloader {
        @Override
        public void checkAllowed(String url) {
            world.checkUri(url);
        }

        @Override
        public StorePath download(String url, String name) {
            StorePath path = world.fetchers().download(url, name).path();
            world.allow(path);
            return path;
        }

        @Override
        public StorePath unpack(String url, String name) {
            Fetched archive = world.fetchers()
                .fetch(Input.ofUrl(Url.parse("tarball+" + url), false));
            StorePath path = world.addTree(name, archive.tree());
            world.allow(path);
            return path;
        }

        @Override
        public Store open(String address) {
            return world.open(address);
        }

        @Override
        public void copyClosure(Store from, StorePath path) {
            StoreCopy.closure(from, world.store(), List.of(path), world.builds().trustedKeys());
        }
    }

    /// Whether a URI is one of the prefixes, or below one (CppNix `isAllowedURI`, `src/libexpr/eval.cc`).
    static boolean isAllowed(String uri, List<String> prefixes) {
        return prefixes.stream()
            .anyMatch(prefix -> uri.equals(prefix) || (!prefix.isEmpty() && uri.startsWith(prefix)
                    && (prefix.endsWith("/") || uri.charAt(prefix.length()) == '/'
                            || isScheme(prefix))));
    }

    private static boolean isScheme(String prefix) {
        return prefix.matches("[a-zA-Z][a-zA-Z0-9+.-]*:");
    }

    /// Where a working directory's flake is, if the reference names one.
    public Optional<Path> sourceDirectory(Input input) {
        return world.fetchers().sourceDirectory(input);
    }
}
