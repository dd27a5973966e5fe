package flakelab.session;

import flakelab.build.BuildException;
import flakelab.build.BuildListener;
import flakelab.build.BuildOptions;
import flakelab.build.BuildReport;
import flakelab.build.Builder;
import flakelab.build.Downloader;
import flakelab.build.Plan;
import flakelab.build.PostBuildHook;
import flakelab.build.SandboxMode;
import flakelab.build.Substituter;
import flakelab.build.sandbox.Sandbox;
import flakelab.build.sandbox.SandboxSettings;
import flakelab.derivation.RealisedOutputs;
import flakelab.store.BuildMode;
import flakelab.store.BuildResult;
import flakelab.store.ContentAddress;
import flakelab.store.DrvOutput;
import flakelab.store.PathInfo;
import flakelab.store.PublicKey;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.TrustedKeys;
import flakelab.store.Wanted;
import flakelab.store.daemon.DaemonStore;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Builds for a session: with its store's own builders, or in a sandbox on this machine.
public final class Builds {
    private final SessionOptions options;
    private final Store store;
    private final Downloader downloader;
    private volatile @Nullable Builder active;

    Builds(SessionOptions options, Store store, Downloader downloader) {
        this.options = options;
        this.store = store;
        this.downloader = downloader;
    }

    /// Has what is wanted in the store; `listener` hears how it goes.
    ///
    /// @throws BuildException if something failed
    public List<BuildResult> build(Collection<? extends Wanted> wanted, BuildListener listener) {
        return build(wanted, BuildMode.NORMAL, listener);
    }

    /// As above; `mode` is how what is there already is treated.
    public List<BuildResult> build(Collection<? extends Wanted> wanted, BuildMode mode,
            BuildListener listener) {
        if (!(store instanceof LocalStore local)) {
            return store instanceof DaemonStore
                    ? store.build(List.copyOf(wanted), mode)
                    : wanted.stream().map(this::present).toList();
        }
        return report(local, wanted, mode, listener).orThrow(listener);
    }

    /// As [#build], but what failed is among the results.
    public List<BuildResult> attempt(Collection<? extends Wanted> wanted, BuildListener listener) {
        return store instanceof LocalStore local
                ? report(local, wanted, BuildMode.NORMAL, listener).results()
                : store.build(List.copyOf(wanted), BuildMode.NORMAL);
    }

    private BuildReport report(LocalStore local, Collection<? extends Wanted> wanted, BuildMode mode,
            BuildListener listener) {
        Builder builder = builder(local, mode, listener);
        active = builder;
        try {
            return builder.build(wanted);
        } finally {
            active = null;
        }
    }

    /// What is there already, in a store that can neither build nor fetch.
    private BuildResult present(Wanted wanted) {
        SortedMap<String, StorePath> outputs = new TreeMap<>();
        switch (wanted) {
            case Wanted.Opaque(StorePath path) -> outputs.put("out", path);
            case Wanted.Built(StorePath derivation, var names) -> {
                outputs.putAll(new RealisedOutputs(store).of(derivation));
                outputs.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name));
            }
        }
        outputs.values().forEach(store::require);
        return new BuildResult(wanted, BuildResult.Status.ALREADY_VALID, "", outputs);
    }

    /// Replaces a path's files by good ones: copied anew from a substituter, else built anew.
    ///
    /// @throws flakelab.text.NixException if neither can be
    public void repair(StorePath path, BuildListener listener) {
        if (!(store instanceof LocalStore)) {
            throw SessionErrors.error(Emphasis.format("cannot repair path '%s'",
                    store.storeDir().print(path)));
        }
        for (Substituter substituter : substituters(listener)) {
            Optional<Substituter.Offer> offer = substituter.find(path, Optional.empty());
            if (offer.isPresent()) {
                substituter.repair(offer.get().info(), store);
                return;
            }
        }
        StorePath deriver = store.require(path)
            .deriver()
            .filter(store::isValid)
            .orElseThrow(() -> SessionErrors.error(Emphasis.format("cannot repair path '%s'",
                    store.storeDir().print(path))));
        build(List.of(new Wanted.Built(deriver, new TreeSet<>())), BuildMode.REPAIR, listener);
    }

    /// What building would do.
    public Plan plan(Collection<? extends Wanted> wanted) {
        if (!(store instanceof LocalStore local)) {
            return new Plan(store.missing(List.copyOf(wanted)), List.of());
        }
        return builder(local, BuildMode.NORMAL, BuildListener.NONE).plan(wanted);
    }

    /// Stops all builds.
    void cancel() {
        Builder running = active;
        if (running != null) {
            running.cancel();
        }
    }

    /// A finished build's log, from the store or where it is copied from; empty if none was kept. Of a path that is no
    /// derivation the log of the one that made it.
    public Optional<byte[]> log(StorePath path) {
        Optional<StorePath> derivation = path.isDerivation()
                ? Optional.of(path)
                : store.query(path).flatMap(PathInfo::deriver);
        if (derivation.isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> here = store.buildLog(derivation.get());
        for (String uri : here.isEmpty()
                ? options.settings().get(StandardSettings.SUBSTITUTERS)
                : List.<String>of()) {
            try (Store substituter = Stores.openSubstituter(uri, options)) {
                Optional<byte[]> there = substituter.buildLog(derivation.get());
                if (there.isPresent()) {
                    return there;
                }
            }
        }
        return here;
    }

    private Builder builder(LocalStore local, BuildMode mode, BuildListener listener) {
        SandboxSettings found = SandboxSettings
            .of(options.environment().getOrDefault("PATH", "/usr/bin:/bin"));
        Settings settings = options.settings();
        String certificates = settings.get(StandardSettings.SSL_CERT_FILE);
        SandboxSettings sandbox = new SandboxSettings(found.bubblewrap(),
                settings.get(StandardSettings.SANDBOX_PATHS),
                List.of(),
                certificates.isEmpty() ? Optional.empty() : Optional.of(Path.of(certificates)));
        return new Builder(local, new Sandbox(sandbox), substituters(listener), downloader,
                buildOptions(local.layout()).withMode(mode),
                listener);
    }

    /// The caches of the settings, reached for when the first is asked.
    private List<Substituter> substituters(BuildListener listener) {
        return options.settings().get(StandardSettings.SUBSTITUTE)
                ? new Caches(listener)
                : List.of();
    }

    /// The caches that can be reached, in the order in which they are asked; what they offer must be signed by a trusted
    /// key.
    private final class Caches extends AbstractList<Substituter> {
        private final BuildListener listener;
        private @Nullable List<TrustedCache> reached;

        Caches(BuildListener listener) {
            this.listener = listener;
        }

        private synchronized List<TrustedCache> reached() {
            List<TrustedCache> known = reached;
            if (known == null) {
                known = reached = reach();
            }
            return known;
        }

        private List<TrustedCache> reach() {
            List<TrustedCache> caches = new ArrayList<>();
            for (String address : options.settings().get(StandardSettings.SUBSTITUTERS)) {
                try {
                    Store cache = Stores.openSubstituter(address, options);
                    caches.add(new TrustedCache(cache, cache.priority(),
                            Stores.isTrusted(address, options) ? Optional.empty() : trustedKeys(),
                            store.storeDir(), listener));
                } catch (NixException e) {
                    listener.notice("\u001b[35;1mwarning:\u001b[0m " + e.text());
                }
            }
            caches.sort(Comparator.comparingInt(TrustedCache::priority));
            return caches;
        }

        @Override
        public Substituter get(int index) {
            return reached().get(index);
        }

        @Override
        public int size() {
            return reached().size();
        }
    }

    /// Who must have signed what is copied from elsewhere; empty: nobody need.
    public Optional<TrustedKeys> trustedKeys() {
        return options.settings().get(StandardSettings.REQUIRE_SIGS)
                ? Optional.of(defaultKeys())
                : Optional.empty();
    }

    /// The keys of the settings, those we sign with ourselves among them.
    public TrustedKeys defaultKeys() {
        List<PublicKey> keys = new ArrayList<>();
        options.settings()
            .get(StandardSettings.TRUSTED_PUBLIC_KEYS)
            .forEach(text -> keys.add(PublicKey.parse(text)));
        Stores.secretKeys(options).forEach(key -> keys.add(key.publicKey()));
        return new TrustedKeys(keys);
    }

    /// A cache of which only what is signed by a trusted key is taken.
    private record TrustedCache(Store cache, int priority, Optional<TrustedKeys> keys, StoreDir dir,
            BuildListener listener) implements Substituter {
        @Override
        public String uri() {
            return cache.uri();
        }

        @Override
        public Optional<Offer> find(StorePath path, Optional<ContentAddress> ca) {
            Optional<PathInfo> known = cache.storeDir().equals(dir)
                    ? cache.query(path)
                    : ca.flatMap(address -> cache.query(StoreCopy.counterpart(cache, path, address)))
                        .filter(info -> info.references().isEmpty() && info.ca().equals(ca))
                        .map(info -> info.withPath(path));
            return known.filter(this::isTrusted).map(info -> new Offer(info, 0));
        }

        private boolean isTrusted(PathInfo info) {
            boolean trusted = keys.isEmpty() || keys.get().trusts(dir, info);
            if (!trusted) {
                listener.notice("\u001b[35;1mwarning:\u001b[0m " + Emphasis.format(
                        "ignoring substitute for '%s' from '%s', as it's not signed by any of the"
                                + " keys in 'trusted-public-keys'",
                        dir.print(info.path()), cache.uri()));
            }
            return trusted;
        }

        @Override
        public Optional<Realisation> realisation(DrvOutput id) {
            return cache.storeDir().equals(dir) ? cache.realisation(id) : Optional.empty();
        }

        @Override
        public void fetch(PathInfo info, Store into) {
            StoreCopy.one(cache, into, info, keys);
        }

        @Override
        public void repair(PathInfo info, Store into) {
            StoreCopy.repair(cache, into, info, keys);
        }
    }

    private BuildOptions buildOptions(Layout layout) {
        Settings settings = options.settings();
        BuildOptions standard = BuildOptions.of(settings.get(StandardSettings.SYSTEM),
                layout.state(), layout.logs());
        String directory = settings.get(StandardSettings.BUILD_DIR);
        return standard
            .withBuildDirectory(directory.isEmpty()
                    ? standard.buildDirectory()
                    : Path.of(directory))
            .withMachine(new BuildOptions.Machine(settings.get(StandardSettings.SYSTEM),
                    Set.copyOf(settings.get(StandardSettings.EXTRA_PLATFORMS)),
                    Set.copyOf(settings.get(StandardSettings.SYSTEM_FEATURES)), settings.maxJobs(),
                    Math.toIntExact(settings.get(StandardSettings.CORES))))
            .withLimits(new BuildOptions.Limits(
                    Duration.ofSeconds(settings.get(StandardSettings.MAX_SILENT_TIME)),
                    Duration.ofSeconds(settings.get(StandardSettings.TIMEOUT)),
                    settings.get(StandardSettings.MAX_BUILD_LOG_SIZE)))
            .withLogs(new BuildOptions.Logs(layout.logs(),
                    settings.get(StandardSettings.KEEP_BUILD_LOG),
                    settings.get(StandardSettings.COMPRESS_BUILD_LOG),
                    Math.toIntExact(settings.get(StandardSettings.LOG_LINES))))
            .withConfinement(new BuildOptions.Confinement(
                    SandboxMode.parse(settings.get(StandardSettings.SANDBOX)).orElseThrow(),
                    settings.get(StandardSettings.SANDBOX_FALLBACK),
                    settings.get(StandardSettings.SANDBOX_BUILD_DIR)))
            .withPolicy(new BuildOptions.Policy(settings.get(StandardSettings.KEEP_GOING),
                    settings.get(StandardSettings.KEEP_FAILED),
                    settings.get(StandardSettings.FALLBACK),
                    settings.get(StandardSettings.SUBSTITUTE),
                    settings.get(StandardSettings.ALWAYS_ALLOW_SUBSTITUTES)))
            .withExperimentalFeatures(
                    Set.copyOf(settings.get(StandardSettings.EXPERIMENTAL_FEATURES)))
            .withImpureEnvironment(options.environment())
            .withHook(hook());
    }

    /// Told of all settings that are not Nix's own, as lines of `nix.conf`.
    private PostBuildHook hook() {
        Map<String, String> variables = new TreeMap<>(options.environment());
        variables.put("NIX_CONFIG", options.settings().toText());
        return new PostBuildHook(options.settings().get(StandardSettings.POST_BUILD_HOOK),
                variables);
    }
}
