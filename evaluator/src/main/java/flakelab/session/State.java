package flakelab.session;

import flakelab.builtin.Library;
import flakelab.builtin.SearchPath;
import flakelab.eval.EvalSettings;
import flakelab.eval.Evaluator;
import flakelab.eval.Scope;
import flakelab.syntax.Expr;
import flakelab.syntax.ParserSettings;
import flakelab.syntax.ReplInput;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Attrs;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a session keeps between inputs: the evaluator, the names in scope and where they came from.
///
/// Used on the evaluation thread only; [#scope] may be looked at from others.
public final class State {
    /// Something that brought names into scope and can do so again.
    ///
    /// @param title what to call it, such as `flake .`
    public record Loaded(String title, Reload reload, Set<String> names) {
        /// Reads the source anew.
        public interface Reload {
            Attrs attributes(State state);
        }
    }

    private final SessionOptions options;
    private final Positions positions = new Positions();
    private final SessionWorld world;
    private final List<Loaded> loaded = new ArrayList<>();
    /// The user's own names, which survive a reload.
    private final Map<Symbol, Value> bindings = new LinkedHashMap<>();
    private final Evaluator evaluator;
    private final SessionFlakes flakes;
    private String currentFlake = ".";
    private volatile Scope scope;

    State(SessionOptions options) {
        this.options = options;
        this.world = new SessionWorld(options);
        this.evaluator = new Evaluator(world, evalSettings(options), positions);
        Map<String, Value> internal = Library.install(evaluator);
        this.flakes = new SessionFlakes(options, world, evaluator,
                internal.getOrDefault("fetchFinalTree", NullValue.NULL));
        this.scope = new Scope(evaluator.baseScope());
    }

    private static EvalSettings evalSettings(SessionOptions options) {
        Settings settings = options.settings();
        String system = settings.get(StandardSettings.EVAL_SYSTEM);
        return new EvalSettings(Math.toIntExact(settings.get(StandardSettings.MAX_CALL_DEPTH)),
                settings.get(StandardSettings.SHOW_TRACE), settings.get(StandardSettings.PURE_EVAL),
                settings.get(StandardSettings.RESTRICT_EVAL),
                settings.get(StandardSettings.IMPORT_FROM_DERIVATION),
                settings.get(StandardSettings.TRACE_VERBOSE),
                settings.get(StandardSettings.TRACE_FUNCTION_CALLS), settings.get(StandardSettings.ABORT_ON_WARN),
                options.readOnly(),
                system.isEmpty() ? settings.get(StandardSettings.SYSTEM) : system,
                Set.copyOf(settings.get(StandardSettings.EXPERIMENTAL_FEATURES)),
                cores(settings.get(StandardSettings.EVAL_CORES)));
    }

    private static int cores(long wanted) {
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : Math.toIntExact(wanted);
    }

    public Evaluator evaluator() {
        return evaluator;
    }

    public SessionFlakes flakes() {
        return flakes;
    }

    /// The flake loaded last, which commands mean when they are given none.
    public String currentFlake() {
        return currentFlake;
    }

    public void currentFlake(String reference) {
        currentFlake = reference;
    }

    public SessionWorld world() {
        return world;
    }

    public SessionOptions options() {
        return options;
    }

    public Settings settings() {
        return options.settings();
    }

    /// The names in scope, the user's and those loaded; the built-in ones are outside.
    public Scope scope() {
        return scope;
    }

    public boolean showTrace() {
        return evaluator.showTrace();
    }

    public void showTrace(boolean on) {
        evaluator.showTrace(on);
    }

    // Expressions

    /// What parsing in the session's directory depends on.
    public ParserSettings parserSettings() {
        return world.parserSettings().withBasePath(basePath());
    }

    /// Parses Unicode text typed by a person.
    public Expr parse(String text) {
        return parse(Source.ofJavaString(new Origin.Text(), text));
    }

    public Expr parse(Source source) {
        return evaluator.parse(source, basePath());
    }

    /// Parses what is typed at a prompt.
    public ReplInput parseInput(Source source) {
        return ReplInput.parse(source, positions.add(source), parserSettings());
    }

    /// Parses standard input.
    public Expr parseStdin() {
        return parse(new Source(new Origin.Stdin(), stdin()));
    }

    /// Standard input to its end, Latin-1.
    public String stdin() {
        try {
            return new String(options.stdin().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw SessionErrors.error("reading standard input: " + e.getMessage());
        }
    }

    /// A thunk of an expression typed by a person.
    Value lazily(String text) {
        return evaluator.lazyEval(parse(text), evaluator.baseScope());
    }

    private String basePath() {
        return Latin1.ofUnicode(options.directory().toString());
    }

    /// Evaluates typed text with some names hiding those in scope, for this once.
    public Value evaluateWith(Attrs names, String text) {
        Scope inner = new Scope(scope);
        for (int i = 0; i < names.size(); i++) {
            inner.bind(names.nameAt(i), names.valueAt(i));
        }
        return evaluator.eval(parse(text), inner).force(Positions.NONE);
    }

    /// Evaluates typed text to weak head normal form, with the session's names in scope.
    public Value evaluate(String text) {
        return evaluator.eval(parse(text), scope).force(Positions.NONE);
    }

    /// A file argument as typed: `<nixpkgs>`, absolute, from the session's directory, or a URL, `channel:…` or `flake:…`.
    public PathValue path(String typed) {
        String text = Latin1.ofUnicode(typed);
        if (ConfigFiles.isUrl(text)) {
            return world.lookupPath().fetched(text);
        }
        if (text.length() > 2 && text.startsWith("<") && text.endsWith(">")) {
            return findFile(text.substring(1, text.length() - 1));
        }
        return world.absolute(text);
    }

    /// Looks a name up in the search path, as `<name>` does.
    public PathValue findFile(String name) {
        return SearchPath.find(evaluator, world.searchPath(), name, Positions.NONE);
    }

    /// Parses a file, given as for [#path]; of a directory its `default.nix`.
    public Expr parseFile(String typed) {
        return evaluator.parseFile(path(typed));
    }

    /// The user's home directory.
    public Path home() {
        return Directories.of(options.environment()).home();
    }

    /// Where this user's and this machine's profiles are.
    public SortedSet<Path> profileDirectories() {
        String state = options.environment().getOrDefault("NIX_STATE_DIR", "/nix/var/nix");
        Path shared = Path.of(state, "profiles");
        Path own = Directories.of(options.environment()).state().resolve("nix/profiles");
        return new TreeSet<>(List.of(shared, own));
    }

    /// The arguments given on the command line, as a set for functions that are called by themselves.
    public Attrs autoArgs() {
        return AutoArgs.evaluate(this, options.autoArgs());
    }

    // Names

    /// Binds a name of the user's own.
    public void bind(Symbol name, Value value) {
        bindings.put(name, value);
        scope.bind(name, value);
    }

    /// Brings a set's attributes into scope and remembers where they came from; loading the same again replaces it.
    public Loaded load(String title, Loaded.Reload source) {
        Attrs attributes = source.attributes(this);
        loaded.removeIf(before -> before.title().equals(title));
        Loaded now = new Loaded(title, source, names(attributes));
        loaded.add(now);
        addToScope(attributes);
        return now;
    }

    private static Set<String> names(Attrs attributes) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < attributes.size(); i++) {
            names.add(attributes.nameAt(i).name);
        }
        return names;
    }

    private void addToScope(Attrs attributes) {
        for (int i = 0; i < attributes.size(); i++) {
            bindings.remove(attributes.nameAt(i));
            scope.bind(attributes.nameAt(i), attributes.valueAt(i));
        }
    }

    /// What was loaded, in order.
    public List<Loaded> loaded() {
        return List.copyOf(loaded);
    }

    /// The user's own names.
    public Map<Symbol, Value> bindings() {
        return Map.copyOf(bindings);
    }

    /// Reads everything loaded anew with files as they are now; the user's own bindings stay. If a source fails, all is
    /// as before.
    public void reload() {
        Scope scopeBefore = scope;
        Map<Symbol, Value> own = new LinkedHashMap<>(bindings);
        world.forgetFiles();
        flakes.forget();
        evaluator.resetFileCache();
        scope = new Scope(evaluator.baseScope());
        try {
            List<Loaded> again = List.copyOf(loaded);
            for (Loaded source : again) {
                load(source.title(), source.reload());
            }
        } catch (RuntimeException | StackOverflowError e) {
            scope = scopeBefore;
            bindings.putAll(own);
            throw e;
        }
        own.forEach(this::bind);
    }

    void close() {
        flakes.close();
        world.close();
    }

    /// The directory the session works in.
    public Path directory() {
        return options.directory();
    }

    /// The place of a name's definition among what was loaded.
    public Optional<String> origin(String name) {
        return loaded.reversed()
            .stream()
            .filter(source -> source.names().contains(name))
            .map(Loaded::title)
            .findFirst();
    }
}
