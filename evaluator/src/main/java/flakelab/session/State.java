package flakelab.session;

import flakelab.builtin.Library;
import flakelab.eval.EvalSettings;
import flakelab.eval.Evaluator;
import flakelab.eval.Scope;
import flakelab.syntax.Expr;
import flakelab.syntax.ParserSettings;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Attrs;
import flakelab.value.PathValue;
import flakelab.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a session keeps between inputs: the evaluator, the names in scope and where they came from.
///
/// Used on the evaluation thread only.
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
    private Evaluator evaluator;
    private Scope scope;
    private boolean showTrace;

    State(SessionOptions options) {
        this.options = options;
        this.world = new SessionWorld(options);
        this.showTrace = options.showTrace();
        this.evaluator = freshEvaluator();
        this.scope = new Scope(evaluator.baseScope());
    }

    private Evaluator freshEvaluator() {
        Evaluator made = new Evaluator(world, evalSettings(options), positions);
        Library.install(made);
        return made;
    }

    private static EvalSettings evalSettings(SessionOptions options) {
        Settings settings = options.settings();
        String system = settings.get(StandardSettings.EVAL_SYSTEM);
        return new EvalSettings(Math.toIntExact(settings.get(StandardSettings.MAX_CALL_DEPTH)),
                settings.get(StandardSettings.SHOW_TRACE), settings.get(StandardSettings.PURE_EVAL),
                settings.get(StandardSettings.RESTRICT_EVAL),
                settings.get(StandardSettings.IMPORT_FROM_DERIVATION), settings.get(StandardSettings.TRACE_VERBOSE),
                options.readOnly(), system.isEmpty() ? settings.get(StandardSettings.SYSTEM) : system,
                Set.copyOf(settings.get(StandardSettings.EXPERIMENTAL_FEATURES)));
    }

    public Evaluator evaluator() {
        return evaluator;
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
        return showTrace;
    }

    public void showTrace(boolean on) {
        showTrace = on;
    }

    // Expressions

    /// What parsing in the session's directory depends on.
    public ParserSettings parserSettings() {
        return evaluator.parserSettings().withBasePath(Latin1.ofUnicode(options.directory().toString()));
    }

    /// Parses Unicode text typed by a person.
    public Expr parse(String text) {
        return parse(Source.ofJavaString(new Origin.Text(), text));
    }

    public Expr parse(Source source) {
        return evaluator.parse(source, Latin1.ofUnicode(options.directory().toString()));
    }

    /// Evaluates typed text to weak head normal form, with the session's names in scope.
    public Value evaluate(String text) {
        return evaluator.eval(parse(text), scope).force(Positions.NONE);
    }

    /// A path as typed: `<nixpkgs>`, absolute, or from the session's directory.
    public PathValue path(String typed) {
        return world.absolute(Latin1.ofUnicode(typed));
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
    public void load(String title, Loaded.Reload source) {
        Attrs attributes = source.attributes(this);
        loaded.removeIf(before -> before.title().equals(title));
        loaded.add(new Loaded(title, source, names(attributes)));
        addToScope(attributes);
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
        Evaluator before = evaluator;
        Scope scopeBefore = scope;
        Map<Symbol, Value> own = new LinkedHashMap<>(bindings);
        world.forgetFiles();
        evaluator = freshEvaluator();
        scope = new Scope(evaluator.baseScope());
        try {
            List<Loaded> again = List.copyOf(loaded);
            for (Loaded source : again) {
                load(source.title(), source.reload());
            }
        } catch (RuntimeException | StackOverflowError e) {
            evaluator = before;
            scope = scopeBefore;
            bindings.putAll(own);
            throw e;
        }
        own.forEach(this::bind);
    }

    /// The file or directory the session works in.
    public Path directory() {
        return options.directory();
    }

    /// The place of a name's definition among what was loaded.
    public Optional<String> origin(String name) {
        return loaded.reversed().stream().filter(source -> source.names().contains(name)).map(Loaded::title).findFirst();
    }
}
