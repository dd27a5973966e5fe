package flakelab.session;

import flakelab.builtin.SourceTree;
import flakelab.derivation.Placeholders;
import flakelab.eval.Ahead;
import flakelab.eval.EvalException;
import flakelab.eval.World;
import flakelab.fetch.FetchException;
import flakelab.fetch.FetchSettings;
import flakelab.fetch.Fetched;
import flakelab.fetch.Fetchers;
import flakelab.fetch.Url;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.BuildResult;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.syntax.ParserSettings;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import flakelab.text.Diagnostic;
import flakelab.text.Latin1;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The outside world of a session's expressions: file system, store, search path, messages.
///
/// The only place that constructs stores, fetchers and builders; each is made when first needed.
public final class SessionWorld implements World {
    private record Copied(SourceAccessor accessor, String path) {}

    private final SessionOptions options;
    private final Settings settings;
    private final String storeDir;
    private final HostFiles host;
    private final Map<Copied, StorePath> copies = new ConcurrentHashMap<>();
    private final LookupPath lookupPath;
    private volatile Messages messages = Messages.NONE;
    private volatile boolean looking;
    private @Nullable Store store;
    private @Nullable Builds builds;
    private @Nullable Fetchers fetchers;
    private @Nullable SourceAccessor root;

    SessionWorld(SessionOptions options) {
        this.options = options;
        this.settings = options.settings();
        this.storeDir = Stores.dir(options).path();
        this.host = new HostFiles(this::store, storeDir, settings.get(StandardSettings.PURE_EVAL));
        this.lookupPath = new LookupPath(this);
    }

    /// An input begins: messages go there, and files are looked at anew.
    public void tell(Messages listener) {
        messages = listener;
        host.lookAnew();
    }

    /// Who listens: for the thread that decides only, so that messages come in its order.
    private Messages aloud() {
        Ahead.refuse();
        return messages;
    }

    @Override
    public synchronized Store store() {
        Store open = store;
        if (open == null) {
            open = Stores.open(options);
            store = open;
        }
        return open;
    }

    /// Another store than the session's own; the caller closes it.
    public Store open(String address) {
        return Stores.open(address, options);
    }

    /// Whether a store takes only what trusted keys have signed: one on this machine does, unless its address says
    /// otherwise.
    public boolean requiresSignatures(Store destination, String address) {
        return destination instanceof LocalStore && Stores.requiresSignatures(address, options);
    }

    @Override
    public synchronized SourceAccessor root() {
        SourceAccessor files = root;
        if (files == null) {
            files = restricted(host);
            root = files;
            if (files instanceof RestrictedFiles walls) {
                lookupPath.allowIn(walls);
            }
        }
        return files;
    }

    private SourceAccessor restricted(SourceAccessor all) {
        if (settings.get(StandardSettings.PURE_EVAL)) {
            return new RestrictedFiles(all, "in pure evaluation mode (use '--impure' to override)");
        }
        return settings.get(StandardSettings.RESTRICT_EVAL)
                ? new RestrictedFiles(all, "in restricted mode")
                : all;
    }

    @Override
    public void allow(StorePath path) {
        if (root() instanceof RestrictedFiles walls) {
            walls.allow(store().storeDir().print(path));
        }
    }

    /// Lets restricted evaluation see a path and what it refers to, if the store has it.
    void allowClosure(StorePath path) {
        if (root() instanceof RestrictedFiles && store().isValid(path)) {
            store().closure(List.of(path)).forEach(this::allow);
        }
    }

    /// As above for a path given as text, which may be outside the store.
    void allowClosure(String path) {
        if (store().storeDir().isInStore(path)) {
            allowClosure(store().storeDir().parseInside(path).path());
        }
    }

    /// Refuses a URI that restricted evaluation may not fetch (CppNix `EvalState::checkURI`).
    ///
    /// @throws EvalException.Forbidden in CppNix's words
    void checkUri(String uri) {
        if (!settings.get(StandardSettings.RESTRICT_EVAL)
                || SessionFlakes.isAllowed(uri, settings.get(StandardSettings.ALLOWED_URIS))) {
            return;
        }
        Optional<String> file = uri.startsWith("/") ? Optional.of(uri) : fileOf(uri);
        if (file.isEmpty()) {
            throw new EvalException.Forbidden(
                    Emphasis.format("access to URI '%s' is forbidden in restricted mode", uri));
        }
        if (root() instanceof RestrictedFiles walls) {
            walls.check(PathValue.canonical(file.get()));
        }
    }

    /// The path a `file` URL names.
    private static Optional<String> fileOf(String uri) {
        try {
            Url url = Url.parse(uri);
            return url.scheme().equals("file")
                    ? Optional.of("/" + String.join("/", url.segmentsWithoutEmpty()))
                    : Optional.empty();
        } catch (FetchException.BadUrl e) {
            return Optional.empty();
        }
    }

    @Override
    public SourceAccessor corepkgs() {
        return Corepkgs.FILES;
    }

    @Override
    public Optional<String> environment(String name) {
        return Optional.ofNullable(options.environment().get(Latin1.toUnicode(name)))
            .map(Latin1::ofUnicode);
    }

    @Override
    public ParserSettings parserSettings() {
        ParserSettings parsing = ParserSettings.of("/")
            .withHome(Latin1.ofUnicode(Directories.of(options.environment()).home().toString()))
            .withPure(settings.get(StandardSettings.PURE_EVAL))
            .withPipeOperators(settings.enabled("pipe-operators"))
            .withLints(lint(StandardSettings.LINT_URL_LITERALS),
                    lint(StandardSettings.LINT_ABSOLUTE_PATHS),
                    lint(StandardSettings.LINT_SHORT_PATHS));
        return parsing.withWarnings(warning -> aloud().diagnostic(warning));
    }

    private ParserSettings.Lint lint(Setting<String> setting) {
        return ParserSettings.Lint.valueOf(settings.get(setting).toUpperCase(Locale.ROOT));
    }

    @Override
    public long currentTime() {
        return System.currentTimeMillis() / 1000;
    }

    @Override
    public List<SearchEntry> searchPath() {
        return lookupPath.entries();
    }

    @Override
    public Optional<PathValue> resolveSearchPath(String path) {
        return lookupPath.resolve(path);
    }

    LookupPath lookupPath() {
        return lookupPath;
    }

    /// A path as typed by the user, from the session's directory.
    public PathValue absolute(String path) {
        String base = Latin1.ofUnicode(options.directory().toString());
        return new PathValue(root(),
                PathValue.canonical(path.startsWith("/") ? path : base + "/" + path));
    }

    @Override
    public StorePath copyToStore(PathValue path) {
        Copied key = new Copied(path.accessor(), path.path());
        StorePath known = copies.get(key);
        if (known == null) {
            known = copy(path);
            copies.put(key, known);
        }
        return known;
    }

    private StorePath copy(PathValue path) {
        String name = path.baseName();
        StorePath.checkName(name);
        StorePath made = store().addToStore(name, SourceTree.of(path), ContentAddressMethod.NAR,
                HashAlgorithm.SHA256, Set.of());
        allow(made);
        return made;
    }

    /// As CppNix `EvalState::realiseContext` (`src/libexpr/primops.cc`).
    @Override
    public Map<String, String> realise(StringContext context) {
        List<Wanted> wanted = new ArrayList<>();
        for (String element : context.elements()) {
            Wanted part = Contexts.wanted(element);
            StorePath path = part instanceof Wanted.Built built
                    ? built.derivation()
                    : ((Wanted.Opaque) part).path();
            if (!store().isValid(path)) {
                throw new EvalException(
                        Emphasis.format("path '%s' is not valid", store().storeDir().print(path)));
            }
            if (part instanceof Wanted.Built) {
                wanted.add(part);
            }
        }
        return wanted.isEmpty() ? Map.of() : buildNow(wanted);
    }

    private Map<String, String> buildNow(List<Wanted> wanted) {
        Ahead.refuse();
        String first = wanted.getFirst().show(store().storeDir());
        if (looking || !settings.get(StandardSettings.IMPORT_FROM_DERIVATION)) {
            throw new EvalException.NeedsBuild(
                    Emphasis.format("cannot build '%s' during evaluation because the option "
                            + "'allow-import-from-derivation' is disabled", first));
        }
        if (settings.get(StandardSettings.TRACE_IMPORT_FROM_DERIVATION)) {
            warn(Emphasis.format("built '%s' during evaluation due to an import from derivation",
                    first));
        }
        Map<String, String> placeholders = new HashMap<>();
        for (BuildResult result : builds().build(wanted, messages.builds())) {
            result.outputs().forEach((output, path) -> {
                allowClosure(path);
                if (result.wanted() instanceof Wanted.Built built) {
                    placeholders.put(Placeholders.upstreamOutput(built.derivation(), output),
                            store().storeDir().print(path));
                }
            });
        }
        return settings.enabled("ca-derivations") ? placeholders : Map.of();
    }

    /// Builds and the logs of builds.
    public synchronized Builds builds() {
        Builds known = builds;
        if (known == null) {
            known = new Builds(options, store(), this::download);
            builds = known;
        }
        return known;
    }

    private void download(String url, OutputStream out) throws IOException {
        Path file = store().realPath(fetchers().download(url, "file").path());
        Files.copy(file, out);
    }

    /// What fetches sources.
    public Fetchers fetchers() {
        Ahead.refuse();
        return openFetchers();
    }

    private synchronized Fetchers openFetchers() {
        Fetchers known = fetchers;
        if (known == null) {
            known = new Fetchers(fetchSettings(), store(), new FetchLog(this));
            fetchers = known;
        }
        return known;
    }

    private FetchSettings fetchSettings() {
        Path netrc = Path.of(settings.get(StandardSettings.NETRC_FILE));
        return new FetchSettings(settings.get(StandardSettings.ACCESS_TOKENS),
                settings.get(StandardSettings.ALLOW_DIRTY),
                settings.get(StandardSettings.WARN_DIRTY),
                settings.get(StandardSettings.ALLOW_DIRTY_LOCKS),
                settings.get(StandardSettings.TRUST_FORGE_TARBALLS),
                settings.get(StandardSettings.TARBALL_TTL),
                Directories.of(options.environment()).cache().resolve("nix"),
                Files.isReadable(netrc) ? Optional.of(netrc) : Optional.empty(),
                Math.toIntExact(settings.get(StandardSettings.DOWNLOAD_ATTEMPTS)), false,
                options.environment().containsKey("_NIX_FORCE_HTTP"));
    }

    /// A source was put into the store: evaluation may read it, and what is said of files missing in it is better known.
    void mounted(StorePath path, Fetched source) {
        allow(path);
        host.explain(path, source);
    }

    /// Puts a tree into the store.
    StorePath addTree(String name, Tree tree) {
        return store().addToStore(name, tree, ContentAddressMethod.NAR, HashAlgorithm.SHA256,
                Set.of());
    }

    /// While on, nothing is fetched, built or written: someone only asked a question.
    public void onlyLooking(boolean on) {
        looking = on;
    }

    /// Forgets what was read and fetched, so that files are looked at again.
    public synchronized void forgetFiles() {
        copies.clear();
        lookupPath.forget();
        if (fetchers != null) {
            fetchers.forget();
        }
    }

    /// Stops what runs outside the evaluator.
    void cancel() {
        Builds running = builds;
        if (running != null) {
            running.cancel();
        }
    }

    void close() {
        if (fetchers != null) {
            fetchers.close();
        }
        if (store != null) {
            store.close();
        }
    }

    @Override
    public void trace(String line) {
        aloud().line("trace: " + Latin1.toUnicode(line));
    }

    @Override
    public void notice(String message) {
        aloud().line(Latin1.toUnicode(message));
    }

    @Override
    public void evaluationWarning(String message) {
        aloud().diagnostic(Diagnostic.evaluationWarning(message));
    }

    @Override
    public void warn(String message) {
        aloud().warn(Latin1.toUnicode(message));
    }

    /// Tells the user of a failure that does not end what is running.
    public void report(Diagnostic failure) {
        messages.diagnostic(failure);
    }

    /// Asks the user; empty where nobody is there to answer.
    Optional<String> ask(String question) {
        return messages.ask(question);
    }

    public SessionOptions options() {
        return options;
    }
}
