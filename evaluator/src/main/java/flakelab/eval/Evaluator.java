package flakelab.eval;

import flakelab.store.StorePath;
import flakelab.syntax.Expr;
import flakelab.syntax.Parser;
import flakelab.syntax.Symbol;
import flakelab.text.Diagnostic;
import flakelab.text.NixException;
import flakelab.text.Origin;
import flakelab.text.Position;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.FunctionValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All state of evaluation; one per session.
///
/// The `force…` methods bring a value to weak head normal form and check its type with CppNix's words: `context` is the
/// frame added when that fails (`while evaluating the first argument passed to builtins.length`), `pos` where it happens
/// (packed, [Positions#NONE] inside builtins). Results are only valid on the thread that runs the evaluation.
public final class Evaluator {
    private final World world;
    private final EvalSettings settings;
    private final Positions positions;
    private final Calls calls;
    private final @Nullable CallTrace trace;
    private final Coercion coercion;
    private final Equality equality;
    private final Files files;
    private final Map<Class<?>, Object> owned = new ConcurrentHashMap<>();
    private final Map<Class<?>, Supplier<?>> makers = new HashMap<>();
    private Attrs builtins = Attrs.EMPTY;
    private Scope baseScope = new Scope();
    private final Crew crew;
    private volatile boolean interrupted;
    private boolean showTrace;
    private volatile @Nullable EvaluationThread deciding;

    public Evaluator(World world, EvalSettings settings, Positions positions) {
        this.world = world;
        this.settings = settings;
        this.positions = positions;
        this.crew = new Crew(this, settings.cores() - 1);
        this.showTrace = settings.showTrace();
        this.calls = new Calls(this);
        this.trace = settings.traceFunctionCalls() ? new CallTrace(this) : null;
        this.coercion = new Coercion(this);
        this.equality = new Equality(this);
        this.files = new Files(this);
    }

    /// Makes the built-in names known; done once, by the room that has them.
    public void install(Attrs allBuiltins, Scope globals) {
        this.builtins = allBuiltins;
        this.baseScope = globals;
    }

    public World world() {
        return world;
    }

    public EvalSettings settings() {
        return settings;
    }

    /// Whether frames of function calls are recorded; `show-trace` to begin with.
    public boolean showTrace() {
        return showTrace;
    }

    public void showTrace(boolean on) {
        showTrace = on;
    }

    public Positions positions() {
        return positions;
    }

    /// The set `builtins`.
    public Attrs builtins() {
        return builtins;
    }

    /// The names every expression sees.
    public Scope baseScope() {
        return baseScope;
    }

    /// The place a packed position stands for.
    public Optional<Position> at(int pos) {
        return positions.resolve(pos);
    }

    /// Adds a frame to an error on its way out; returns it for rethrowing.
    public <E extends NixException> E frame(E error, int pos, String message) {
        error.addFrame(new Diagnostic.Frame(at(pos), message, false));
        return error;
    }

    /// Whether a position is inside Nix's own `derivation-internal.nix`, which traces leave out.
    boolean isInternal(int pos) {
        return at(pos).filter(p -> p.source().origin() instanceof Origin.File file
                && file.name().endsWith("nix-internal\u00c2\u00bb/derivation-internal.nix"))
            .isPresent();
    }

    // Evaluating

    /// Parses a source.
    ///
    /// @param basePath the directory relative paths start from
    public Expr parse(Source source, String basePath) {
        return Parser.parse(source, positions.add(source), world.parserSettings().withBasePath(basePath));
    }

    /// The value of an expression among the names of a scope, in weak head normal form.
    public Value eval(Expr expr, Scope scope) {
        Resolver.Program program = Resolver.resolve(this, expr, scope, world.root());
        return program.node().eval(program.frame());
    }

    /// Like [#eval], but nothing is evaluated yet; names are resolved.
    public Value lazyEval(Expr expr, Scope scope) {
        Resolver.Program program = Resolver.resolve(this, expr, scope, world.root());
        return program.node().lazy(program.frame());
    }

    /// The value of a file, or of the `default.nix` in a directory; computed once until [#resetFileCache].
    public Value evalFile(PathValue path) {
        return files.eval(path, false);
    }

    /// Like [#evalFile] for `flake.nix`, which must be written as a set.
    public Value evalFlakeFile(PathValue path) {
        return files.eval(path, true);
    }

    /// The value of a file whose free names are looked up in `scope`; computed anew each time (`scopedImport`).
    public Value evalFile(PathValue path, Scope scope) {
        return files.eval(path, scope);
    }

    /// Parses a file.
    public Expr parseFile(PathValue path) {
        return files.parse(path);
    }

    /// The path with all symbolic links followed.
    public PathValue resolveSymlinks(PathValue path) {
        return files.resolveSymlinks(path);
    }

    /// The path with all symbolic links followed but the last component's.
    public PathValue resolveAncestors(PathValue path) {
        return files.resolveAncestors(path);
    }

    /// Forgets the values of files, so that changes to them are seen; unchanged ones are not parsed again.
    public void resetFileCache() {
        files.reset();
    }

    /// Runs `work` from the outermost level: nothing is under way, and Java's stack running out is an error like others.
    public <T> T outermost(Supplier<T> work) {
        EvaluationThread here = EvaluationThread.current();
        here.depth = 0;
        here.limit = -1;
        try {
            return work.get();
        } catch (StackOverflowError e) {
            throw EvalErrors.stackOverflow();
        } finally {
            here.depth = 0;
        }
    }

    /// State of a builtin's own, made when first asked for: one object per class and evaluator.
    public <T> T own(Class<T> type, Supplier<T> make) {
        Object known = owned.get(type);
        if (known == null) {
            T made = type.cast(makers.getOrDefault(type, make).get());
            known = Objects.requireNonNullElse(owned.putIfAbsent(type, made), made);
        }
        return type.cast(known);
    }

    /// Says how an object that builtins [#own] is made when the first of them asks; for those who know the world outside.
    public <T> void provide(Class<T> type, Supplier<T> make) {
        makers.put(type, make);
    }

    // Calls under way, interruption

    /// Counts one more call under way on this thread; the caller hands the returned value to [#leave] when it ends.
    public int enter(int pos) {
        EvaluationThread here = EvaluationThread.current();
        int before = here.depth;
        if (before > here.limit) {
            refuse(here, pos);
        }
        here.depth = before + 1;
        return before;
    }

    /// The calls under way are as many as they were. Also for whoever catches an error and goes on.
    public void leave(int before) {
        EvaluationThread.current().depth = before;
    }

    /// The calls under way now.
    public int depth() {
        return EvaluationThread.current().depth;
    }

    /// The slow way into a call: the thread's first, one too many, or an interrupt.
    private void refuse(EvaluationThread here, int pos) {
        stopIfAsked(here);
        if (here.depth > settings.maxCallDepth()) {
            throw EvalErrors.tooManyCalls().at(at(pos));
        }
        deciding = here.work == null ? here : deciding;
        here.limit = settings.maxCallDepth();
        stopIfAsked(here); // asked in the meantime
    }

    private void stopIfAsked(EvaluationThread here) {
        Ahead work = here.work;
        if (work != null) {
            if (work.isClosed()) {
                throw new Abandoned(false);
            }
        } else if (interrupted) {
            clearInterrupt();
            throw new Interrupted();
        }
    }

    /// Stops the running evaluation soon, from any thread: it throws [Interrupted].
    public void interrupt() {
        interrupted = true;
        EvaluationThread running = deciding;
        if (running != null) {
            running.limit = -1;
        }
    }

    /// Forgets an interrupt nothing heeded.
    public void clearInterrupt() {
        interrupted = false;
    }

    /// For loops that call nothing: throws if [#interrupt] was called.
    public void interruptIfAsked() {
        EvaluationThread here = EvaluationThread.current();
        if (here.limit < 0) {
            stopIfAsked(here);
        }
    }

    /// Lets other cores begin with what this thread does next: see [Ahead].
    ///
    /// @param task what to do with each number below `count`
    public Ahead ahead(int count, IntConsumer task) {
        return settings.cores() > 1 && count > 1 ? crew.begin(count, task) : Ahead.NONE;
    }

    /// Like [#ahead(int, IntConsumer)] for parts of something larger: only where another core has nothing better to do and
    /// more than one of the values is still to be computed.
    ///
    /// @param values the value with each number below `count`
    /// @param task what is to be done with it
    public Ahead ahead(int count, IntFunction<Value> values, Consumer<Value> task) {
        return settings.cores() > 1 && count > 1 && crew.isIdle() && Ahead.isWorthIt(count, values)
                ? crew.begin(count, i -> task.accept(values.apply(i)))
                : Ahead.NONE;
    }

    // Forcing

    public Value force(Value v, int pos) {
        return v.force(pos);
    }

    public long forceInt(Value v, int pos, String context) {
        try {
            if (v.force(pos) instanceof IntValue i) {
                return i.value();
            }
            throw EvalErrors.expected(this, "an integer", v.force(pos)).at(at(pos));
        } catch (NixException e) {
            throw frame(e, pos, context);
        }
    }

    /// Accepts integers too.
    public double forceFloat(Value v, int pos, String context) {
        try {
            return switch (v.force(pos)) {
                case IntValue i -> i.value();
                case FloatValue f -> f.value();
                case Value other -> throw EvalErrors.expected(this, "a float", other).at(at(pos));
            };
        } catch (NixException e) {
            throw frame(e, pos, context);
        }
    }

    public boolean forceBool(Value v, int pos, String context) {
        try {
            if (v.force(pos) instanceof BoolValue b) {
                return b.value();
            }
            throw EvalErrors.expected(this, "a Boolean", v.force(pos)).at(at(pos));
        } catch (NixException e) {
            throw frame(e, pos, context);
        }
    }

    public StringValue forceStringValue(Value v, int pos, String context) {
        try {
            if (v.force(pos) instanceof StringValue s) {
                return s;
            }
            throw EvalErrors.expected(this, "a string", v.force(pos)).at(at(pos));
        } catch (NixException e) {
            throw frame(e, pos, context);
        }
    }

    /// The text; what it refers to goes into `collected`.
    public String forceString(Value v, StringContext.Builder collected, int pos, String context) {
        StringValue s = forceStringValue(v, pos, context);
        collected.add(s.context());
        return s.text();
    }

    public String forceStringNoContext(Value v, int pos, String context) {
        StringValue s = forceStringValue(v, pos, context);
        if (!s.context().isEmpty()) {
            throw EvalErrors.contextNotAllowed(s.text(), coercion.shownElement(s.context().elements().getFirst()))
                .trace(at(pos), context);
        }
        return s.text();
    }

    public Attrs forceAttrs(Value v, int pos, String context) {
        if (v.force(pos) instanceof Attrs attrs) {
            return attrs;
        }
        throw EvalErrors.expected(this, "a set", v.force(pos)).trace(at(pos), context);
    }

    public ListValue forceList(Value v, int pos, String context) {
        if (v.force(pos) instanceof ListValue list) {
            return list;
        }
        throw EvalErrors.expected(this, "a list", v.force(pos)).trace(at(pos), context);
    }

    /// A function or a set with `__functor`.
    public Value forceFunction(Value v, int pos, String context) {
        try {
            Value f = v.force(pos);
            if (f instanceof FunctionValue || isFunctor(f)) {
                return f;
            }
            throw EvalErrors.expected(this, "a function", f).at(at(pos));
        } catch (NixException e) {
            throw frame(e, pos, context);
        }
    }

    public boolean isFunctor(Value v) {
        return v instanceof Attrs attrs && attrs.has(Names.FUNCTOR);
    }

    /// A set whose `type` is `"derivation"`; forces that attribute.
    public boolean isDerivation(Value v) {
        if (!(v instanceof Attrs attrs)) {
            return false;
        }
        int i = attrs.find(Names.TYPE);
        return i >= 0 && attrs.valueAt(i).force(attrs.positionAt(i)) instanceof StringValue s
                && s.text().equals("derivation");
    }

    /// The attribute a builtin requires of a set it was given.
    ///
    /// @throws EvalException `attribute 'x' missing` with `context` as a frame
    public Value requireAttr(Attrs attrs, Symbol name, String context) {
        Value v = attrs.get(name);
        if (v == null) {
            throw EvalErrors.attributeMissing(name).trace(Optional.empty(), context);
        }
        return v;
    }

    /// Forces everything reachable, with CppNix's frames for attributes and list elements.
    public void deepForce(Value v) {
        new DeepForce(this).force(v);
    }

    /// The same for what an expression gave, which even where it contains itself is a new cell of its own.
    public void deepForceResult(Value v) {
        new DeepForce(this).forceResult(v);
    }

    // Calls

    public Value call(Value f, Value a, int pos) {
        if (trace != null) {
            return trace.call(f, new Value[]{a}, pos);
        }
        return calls.call(f.force(pos), a, pos);
    }

    public Value call(Value f, Value a, Value b, int pos) {
        if (trace != null) {
            return trace.call(f, new Value[]{a, b}, pos);
        }
        return calls.call(f.force(pos), a, b, pos);
    }

    public Value call(Value f, Value a, Value b, Value c, int pos) {
        if (trace != null) {
            return trace.call(f, new Value[]{a, b, c}, pos);
        }
        return calls.call(f.force(pos), a, b, c, pos);
    }

    public Value call(Value f, Value[] args, int pos) {
        if (trace != null) {
            return trace.call(f, args, pos);
        }
        return calls.call(f.force(pos), args, pos);
    }

    /// A thunk of `f a`.
    public Value lazyCall(Value f, Value a) {
        return calls.lazyCall(f, a);
    }

    /// A thunk of `f a b`.
    public Value lazyCall(Value f, Value a, Value b) {
        return calls.lazyCall(f, a, b);
    }

    /// A thunk that runs `compute` when forced.
    public Value lazy(Supplier<Value> compute) {
        return calls.lazy(compute);
    }

    /// Calls `f` with those of `args` it names, if it takes a set pattern (`nix-build -A`, `--arg`).
    public Value autoCall(Attrs args, Value f) {
        return calls.autoCall(args, f);
    }

    // Coercion

    /// The text of a value used as a string; what it refers to goes into `collected`.
    ///
    /// @param coerceMore also numbers, Booleans, null and lists
    /// @param copyToStore paths become the store path of a copy
    /// @param canonicalizePath paths lose a trailing slash
    public String coerceToString(Value v, StringContext.Builder collected, int pos, String context, boolean coerceMore,
            boolean copyToStore, boolean canonicalizePath) {
        return coercion.toText(v, collected, pos, context, coerceMore, copyToStore, canonicalizePath);
    }

    public StringValue coerceToString(Value v, int pos, String context, boolean coerceMore, boolean copyToStore,
            boolean canonicalizePath) {
        return coercion.toString(v, pos, context, coerceMore, copyToStore, canonicalizePath);
    }

    public PathValue coerceToPath(Value v, StringContext.Builder collected, int pos, String context) {
        return coercion.toPath(v, collected, pos, context);
    }

    /// The store path a value names.
    public StorePath coerceToStorePath(Value v, StringContext.Builder collected, int pos, String context) {
        String path = coerceToString(v, collected, pos, context, false, false, true);
        return world.store()
            .storeDir()
            .maybeParse(path)
            .orElseThrow(() -> EvalErrors.notInStore(path).trace(at(pos), context));
    }

    // Comparison

    /// `==` of CppNix: two operands are never equal for being the same function, elements of lists and sets may be.
    public boolean equal(Value a, Value b, int pos, String context) {
        return equality.equal(a.force(pos), b.force(pos), pos);
    }

    /// `a < b`; both are forced already.
    public boolean lessThan(Value a, Value b, int pos, String context) {
        return equality.lessThan(a, b, pos, context);
    }

    Equality equality() {
        return equality;
    }

    Calls calls() {
        return calls;
    }

    /// `{ file; line; column; }` of a position, or `null`.
    public Value positionValue(int pos) {
        return at(pos).map(this::positionAttrs).orElse(NullValue.NULL);
    }

    private Value positionAttrs(Position place) {
        if (!(place.source().origin() instanceof Origin.File file)) {
            return NullValue.NULL;
        }
        return new AttrsBuilder(3).put(Names.COLUMN, lazy(() -> IntValue.of(place.column())))
            .put(Names.FILE, StringValue.of(file.path()))
            .put(Names.LINE, lazy(() -> IntValue.of(place.line())))
            .build();
    }

    /// Follows an attribute path (`a.b.0`), calling functions on the way with `autoArgs`.
    ///
    /// @throws EvalException.NotFound with suggestions
    public AttrPaths.Found findAlongPath(String attrPath, Attrs autoArgs, Value v) {
        return AttrPaths.find(this, attrPath, autoArgs, v);
    }

    /// A value as error messages show it.
    String printForError(Value v) {
        return new Printer(this, PrintOptions.ERROR).print(v);
    }
}
