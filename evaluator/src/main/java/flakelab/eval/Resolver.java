package flakelab.eval;

import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.value.BuiltinFunction;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.Primitive;
import flakelab.value.Shape;
import flakelab.value.SourceAccessor;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns a parsed expression into nodes: every variable becomes a place in a frame, once, before anything runs.
///
/// One lambda has one frame, in which the variables of its `let`s, `rec`s and `with`s have slots too; none of them is entered
/// twice for the same frame, except to start over after an error.
final class Resolver {
    private final Evaluator ev;
    private final Scope globals;
    private final SourceAccessor files;
    private Block block;

    /// The slots of one lambda's frame; slot 0 is the enclosing frame.
    private static final class Layout {
        private int slots = 1;

        int add(int count) {
            int first = slots;
            slots += count;
            return first;
        }
    }

    /// What one construct brings into scope: names with their slots, or the set of a `with`.
    private record Block(@Nullable Block outer, Layout layout, Map<Symbol, Integer> names, int withSlot, int withPos) {
        int slot(Symbol name) {
            return Objects.requireNonNull(names.get(name));
        }

        boolean isWith() {
            return withSlot != 0;
        }
    }

    /// A whole file or input: its node and how large a frame it wants.
    record Program(Node node, int frameSize) {
        Object[] frame() {
            return new Object[frameSize];
        }
    }

    private Resolver(Evaluator ev, Scope globals, SourceAccessor files) {
        this.ev = ev;
        this.globals = globals;
        this.files = files;
        this.block = new Block(null, new Layout(), Map.of(), 0, 0);
    }

    /// @param files the tree that path literals point into
    /// @throws EvalException about a variable that is defined nowhere
    static Program resolve(Evaluator ev, Expr expr, Scope globals, SourceAccessor files) {
        Resolver resolver = new Resolver(ev, globals, files);
        Layout layout = resolver.block.layout;
        Node node = resolver.node(expr);
        return new Program(node, layout.slots);
    }

    private Node node(Expr expr) {
        if (expr instanceof Expr.Var e) {
            return variable(e);
        } else if (expr instanceof Expr.Select e) {
            return select(e);
        } else if (expr instanceof Expr.Call e) {
            return call(e);
        } else if (expr instanceof Expr.StringLiteral e) {
            return constant(StringValue.of(e.value()));
        } else if (expr instanceof Expr.AttrSet e) {
            return attrSet(e);
        } else if (expr instanceof Expr.Lambda e) {
            return lambda(e);
        } else if (expr instanceof Expr.ConcatStrings e) {
            return new Strings.Concat(ev, nodes(e.parts()), e.places(), e.interpolation(), e.pos());
        } else if (expr instanceof Expr.ListOf e) {
            return e.elements().isEmpty() ? constant(ListValue.EMPTY) : new Sets.ListLiteral(ev, nodes(e.elements()));
        } else if (expr instanceof Expr.Binary e) {
            return binary(e);
        }
        return rarerNode(expr);
    }

    private Node rarerNode(Expr expr) {
        if (expr instanceof Expr.If e) {
            return conditional(e);
        } else if (expr instanceof Expr.Let e) {
            return let(e);
        } else if (expr instanceof Expr.With e) {
            return with(e);
        } else if (expr instanceof Expr.Assert e) {
            return assertion(e);
        } else if (expr instanceof Expr.HasAttr e) {
            return new Selections.HasAttr(ev, node(e.target()), steps(e.path()), e.pos());
        } else if (expr instanceof Expr.Not e) {
            return new Operators.Not(ev, node(e.operand()), e.pos());
        } else if (expr instanceof Expr.PathLiteral e) {
            return constant(new PathValue(files, e.path()));
        } else if (expr instanceof Expr.IntLiteral e) {
            return constant(IntValue.of(e.value()));
        } else if (expr instanceof Expr.FloatLiteral e) {
            return constant(FloatValue.of(e.value()));
        } else if (expr instanceof Expr.CurPos e) {
            return new Constants.Here(ev, e.pos());
        }
        throw new IllegalStateException("resolved by its set: " + expr);
    }

    private Node constant(Value value) {
        return new Constants.Constant(ev, value);
    }

    private Node[] nodes(List<Expr> exprs) {
        Node[] nodes = new Node[exprs.size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = node(exprs.get(i));
        }
        return nodes;
    }

    private Node conditional(Expr.If e) {
        Node condition = node(e.condition());
        Node then = node(e.then());
        return new Control.If(ev, condition, then, node(e.otherwise()), e.pos());
    }

    private Node assertion(Expr.Assert e) {
        Node condition = node(e.condition());
        return new Control.Assert(ev, condition, e.condition(), node(e.body()), e.pos());
    }

    // Names

    private Node variable(Expr.Var e) {
        int depth = 0;
        boolean insideWith = false;
        for (Block at = block; at != null; at = at.outer) {
            insideWith |= at.isWith();
            Integer slot = at.names.get(e.name());
            if (slot != null) {
                return Variables.local(ev, depth, slot, e.pos());
            }
            depth += at.outer != null && at.outer.layout != at.layout ? 1 : 0;
        }
        Value global = globals.find(e.name());
        if (global != null) {
            Value there = global instanceof Thunk thunk ? thunk.valueIfForced() : global;
            return there != null ? constant(there) : new Constants.Global(ev, global, e.pos());
        }
        if (!insideWith) {
            throw EvalErrors.undefinedVariable(e.name()).at(ev.at(e.pos()));
        }
        return fromWith(e);
    }

    private Node fromWith(Expr.Var e) {
        List<Variables.With> candidates = new ArrayList<>();
        int depth = 0;
        for (Block at = block; at != null; at = at.outer) {
            if (at.isWith()) {
                candidates.add(new Variables.With(depth, at.withSlot, at.withPos));
            }
            depth += at.outer != null && at.outer.layout != at.layout ? 1 : 0;
        }
        return new Variables.FromWith(ev, e.name(), candidates.toArray(Variables.With[]::new), e.pos());
    }

    private Node inside(Block inner, Expr expr) {
        Block outer = block;
        block = inner;
        try {
            return node(expr);
        } finally {
            block = outer;
        }
    }

    // Selection

    private Node select(Expr.Select e) {
        Node target = node(e.target());
        Node fallback = e.fallback() == null ? null : node(e.fallback());
        if (e.path().size() == 1 && e.path().getFirst() instanceof Expr.AttrName.Static name) {
            return fallback == null
                    ? new Selections.Select(ev, target, name.name(), e.pos())
                    : new Selections.SelectOr(ev, target, name.name(), fallback, e.pos());
        }
        return new Selections.SelectPath(ev, target, steps(e.path()), fallback, e.pos());
    }

    private Selections.Step[] steps(List<Expr.AttrName> path) {
        Selections.Step[] steps = new Selections.Step[path.size()];
        for (int i = 0; i < steps.length; i++) {
            Expr.AttrName name = path.get(i);
            steps[i] = name instanceof Expr.AttrName.Dynamic dynamic
                    ? new Selections.Step(null, node(dynamic.name()), name)
                    : new Selections.Step(((Expr.AttrName.Static) name).name(), null, name);
        }
        return steps;
    }

    // Sets, let, with

    private static final Comparator<Expr.Attr> BY_NAME = (a, b) -> a.name().compareTo(b.name());

    private Node attrSet(Expr.AttrSet e) {
        List<Expr.Attr> attrs = sorted(e);
        Block inner = e.recursive() ? names(attrs) : block;
        Node known = attrs.isEmpty() ? new Constants.EmptySet(ev) : knownSet(e, attrs, inner);
        if (e.dynamic().isEmpty()) {
            return known;
        }
        List<Sets.Dynamic> dynamic = new ArrayList<>();
        for (Expr.DynamicAttr attr : e.dynamic()) {
            Node name = inside(inner, attr.name());
            dynamic.add(new Sets.Dynamic(name, inside(inner, attr.value()), attr.pos()));
        }
        return new Sets.DynamicSet(ev, known, dynamic.toArray(Sets.Dynamic[]::new));
    }

    private static List<Expr.Attr> sorted(Expr.AttrSet e) {
        List<Expr.Attr> attrs = new ArrayList<>(e.attrs());
        attrs.sort(BY_NAME);
        return attrs;
    }

    private Node knownSet(Expr.AttrSet e, List<Expr.Attr> attrs, Block inner) {
        Symbol[] names = attrs.stream().map(Expr.Attr::name).toArray(Symbol[]::new);
        Shape shape = Shape.of(names, attrs.stream().mapToInt(Expr.Attr::pos).toArray(), e.pos());
        Sets.Source[] sources = sources(e, inner);
        Node[] values = values(attrs, inner, sources);
        if (!e.recursive()) {
            return new Sets.SetLiteral(ev, shape, values, sources);
        }
        boolean[] inherited = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            inherited[i] = attrs.get(i).kind() == Expr.Attr.Kind.INHERITED;
        }
        return new Sets.RecursiveSet(ev, shape, values, sources, inner.slot(names[0]), inherited);
    }

    /// A block of names with neighbouring slots in the current frame, in the order given.
    private Block names(List<Expr.Attr> attrs) {
        int first = block.layout.add(attrs.size());
        Map<Symbol, Integer> names = HashMap.newHashMap(attrs.size());
        for (int i = 0; i < attrs.size(); i++) {
            names.put(attrs.get(i).name(), first + i);
        }
        return new Block(block, block.layout, names, 0, 0);
    }

    private Sets.Source[] sources(Expr.AttrSet e, Block inner) {
        Sets.Source[] sources = new Sets.Source[e.inheritSources().size()];
        for (int i = 0; i < sources.length; i++) {
            Node node = inside(inner, e.inheritSources().get(i));
            sources[i] = new Sets.Source(block.layout.add(1), node);
        }
        return sources;
    }

    /// Nodes in the order of `attrs`; resolved in the order CppNix does, which decides which undefined variable is reported.
    private Node[] values(List<Expr.Attr> attrs, Block inner, Sets.Source[] sources) {
        Node[] values = new Node[attrs.size()];
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Integer.compare(attrs.get(i).name().id, attrs.get(j).name().id));
        for (int i : order) {
            Expr.Attr attr = attrs.get(i);
            values[i] = switch (attr.kind()) {
                case PLAIN -> inside(inner, attr.value());
                case INHERITED -> node(attr.value());
                case INHERITED_FROM -> inheritFrom((Expr.Select) attr.value(), sources);
            };
        }
        return values;
    }

    private Node inheritFrom(Expr.Select e, Sets.Source[] sources) {
        Expr.InheritFrom from = (Expr.InheritFrom) e.target();
        Node source = Variables.local(ev, 0, sources[from.source()].slot(), from.pos());
        Expr.AttrName.Static name = (Expr.AttrName.Static) e.path().getFirst();
        return new Selections.Select(ev, source, name.name(), e.pos());
    }

    private Node let(Expr.Let e) {
        List<Expr.Attr> attrs = sorted(e.bindings());
        Block inner = names(attrs);
        Sets.Source[] sources = sources(e.bindings(), inner);
        Node[] values = values(attrs, inner, sources);
        int first = attrs.isEmpty() ? 1 : inner.slot(attrs.getFirst().name());
        return new Control.Let(ev, values, sources, first, inside(inner, e.body()));
    }

    private Node with(Expr.With e) {
        Node attrs = node(e.attrs());
        int slot = block.layout.add(1);
        Block inner = new Block(block, block.layout, Map.of(), slot, e.pos());
        return new Control.With(ev, attrs, slot, inside(inner, e.body()));
    }

    // Lambdas

    private Node lambda(Expr.Lambda e) {
        List<Expr.Lambda> chain = new ArrayList<>(List.of(e));
        while (chain.getLast().formals() == null && chain.getLast().body() instanceof Expr.Lambda next) {
            chain.add(next);
        }
        Expr.Lambda last = chain.getLast();
        Layout layout = new Layout();
        Map<Symbol, Integer> names = new HashMap<>();
        for (Expr.Lambda lambda : chain) {
            if (lambda.formals() == null) {
                names.put(Objects.requireNonNull(lambda.arg()), layout.add(1));
            }
        }
        Block inner = new Block(block, layout, names, 0, 0);
        return last.formals() == null ? plain(chain, inner) : pattern(chain, last.formals(), inner);
    }

    private Node plain(List<Expr.Lambda> chain, Block inner) {
        Functions.Plain code = new Functions.Plain(ev, chain, constant(ListValue.EMPTY));
        Node body = inside(inner, chain.getLast().body());
        code.complete(body, inner.layout.slots);
        return new Constants.Closure(ev, code, body);
    }

    private Node pattern(List<Expr.Lambda> chain, Expr.Formals formals, Block inner) {
        Expr.Lambda last = chain.getLast();
        int wholeSlot = last.arg() == null ? 0 : inner.layout.add(1);
        if (last.arg() != null) {
            inner.names.put(last.arg(), wholeSlot);
        }
        List<Expr.Formal> ordered = new ArrayList<>(formals.formals());
        ordered.sort((f, g) -> Integer.compare(f.name().id, g.name().id));
        Symbol[] names = ordered.stream().map(Expr.Formal::name).toArray(Symbol[]::new);
        int[] slots = new int[names.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = inner.layout.add(1);
            inner.names.put(names[i], slots[i]);
        }
        Functions.Pattern code = new Functions.Pattern(ev, chain, formals, names, slots, wholeSlot,
                constant(ListValue.EMPTY));
        @Nullable
        Node[] defaults = new Node[names.length];
        for (int i = 0; i < slots.length; i++) {
            Expr fallback = ordered.get(i).fallback();
            defaults[i] = fallback == null ? null : inside(inner, fallback);
        }
        Node body = inside(inner, last.body());
        code.complete(body, inner.layout.slots, defaults);
        return new Constants.Closure(ev, code, body);
    }

    // Calls and operators

    private Node call(Expr.Call e) {
        Node function = node(e.function());
        Node[] args = nodes(e.args());
        int pos = e.pos();
        if (ev.settings().traceFunctionCalls()) {
            return new CallTrace.Apply(ev, function, args, pos);
        }
        if (function instanceof Constants.Constant known && known.value instanceof BuiltinFunction builtin
                && builtin.arity() == args.length && args.length <= 3) {
            return builtin(builtin.primitive(), args, pos);
        }
        return switch (args.length) {
            case 1 -> new Applications.Apply1(ev, function, args[0], pos);
            case 2 -> new Applications.Apply2(ev, function, args[0], args[1], pos);
            case 3 -> new Applications.Apply3(ev, function, args[0], args[1], args[2], pos);
            default -> new Applications.ApplyN(ev, function, args, pos);
        };
    }

    private Node builtin(Primitive primitive, Node[] args, int pos) {
        return switch (args.length) {
            case 1 -> primitive.needsFirst()
                    ? new Applications.EagerBuiltin1(ev, primitive, args[0], pos)
                    : new Applications.Builtin1(ev, primitive, args[0], pos);
            case 2 -> switch (primitive.name()) {
                case "sub" -> new Applications.Subtract(ev, primitive, args[0], args[1], pos);
                case "mul" -> new Applications.Multiply(ev, primitive, args[0], args[1], pos);
                case "lessThan" -> new Applications.LessThan(ev, primitive, args[0], args[1], pos);
                default -> primitive.needsFirst()
                        ? new Applications.EagerBuiltin2(ev, primitive, args[0], args[1], pos)
                        : new Applications.Builtin2(ev, primitive, args[0], args[1], pos);
            };
            default -> new Applications.Builtin3(ev, primitive, args[0], args[1], args[2], pos);
        };
    }

    private Node binary(Expr.Binary e) {
        if (e.operator() == Expr.Operator.UPDATE) {
            List<Operators.Merge.Operand> operands = new ArrayList<>();
            operands(e, operands);
            return new Operators.Merge(ev, operands.toArray(Operators.Merge.Operand[]::new));
        }
        Node left = node(e.left());
        Node right = node(e.right());
        return switch (e.operator()) {
            case EQUAL -> new Operators.Equal(ev, left, right, false, e.pos());
            case NOT_EQUAL -> new Operators.Equal(ev, left, right, true, e.pos());
            case AND -> new Operators.And(ev, left, right, e.pos());
            case OR -> new Operators.Or(ev, left, right, e.pos());
            case IMPLIES -> new Operators.Implies(ev, left, right, e.pos());
            case CONCAT -> new Operators.ConcatLists(ev, left, right, e.pos());
            case UPDATE -> throw new IllegalStateException("merged above");
        };
    }

    /// The operands of `a // b // c`, whichever way it is nested, from left to right.
    private void operands(Expr.Binary e, List<Operators.Merge.Operand> into) {
        operand(e.left(), "in the left operand of the update (//) operator", into);
        operand(e.right(), "in the right operand of the update (//) operator", into);
    }

    private void operand(Expr e, String context, List<Operators.Merge.Operand> into) {
        if (e instanceof Expr.Binary nested && nested.operator() == Expr.Operator.UPDATE) {
            operands(nested, into);
        } else {
            into.add(new Operators.Merge.Operand(node(e), e.pos(), context));
        }
    }
}
