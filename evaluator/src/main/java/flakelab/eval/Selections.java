package flakelab.eval;

import flakelab.syntax.Expr;
import flakelab.syntax.ExprPrinter;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FunctionValue;
import flakelab.value.Literal;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `a.b`, `a.b or c`, `a ? b`. Each node remembers at which index it found its name last.
final class Selections {
    private Selections() {}

    /// One step of an attribute path: a name, or a node that gives one.
    record Step(@Nullable Symbol name, @Nullable Node computed, Expr.AttrName written) {
        Symbol name(Evaluator ev, Object[] frame) {
            return name != null ? name : compute(ev, frame);
        }

        private Symbol compute(Evaluator ev, Object[] frame) {
            Value v = Objects.requireNonNull(computed).eval(frame);
            int pos = written instanceof Expr.AttrName.Dynamic dynamic ? dynamic.name().pos() : Positions.NONE;
            return Symbol.of(ev.forceStringNoContext(v, pos, "while evaluating an attribute name"));
        }
    }

    static EvalException missing(Evaluator ev, Attrs attrs, Symbol name, int pos) {
        return EvalErrors.attributeMissing(name)
            .at(ev.at(pos))
            .suggest(Suggestions.best(Arrays.asList(attrs.shape().names()), name));
    }

    /// `target.name`.
    static final class Select extends Node {
        private final Node target;
        private final Symbol name;
        private final int pos;
        private int hint;

        Select(Evaluator ev, Node target, Symbol name, int pos) {
            super(ev);
            this.target = target;
            this.name = name;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value v = target.eval(frame);
            if (v instanceof Attrs attrs) {
                int index = attrs.find(name, hint);
                if (index >= 0) {
                    hint = index;
                    Value found = attrs.valueAt(index);
                    return found instanceof Thunk ? force(attrs, index) : found;
                }
            }
            throw fail(v);
        }

        private Value force(Attrs attrs, int index) {
            int place = attrs.positionAt(index);
            try {
                return attrs.force(index, place != Positions.NONE ? place : pos);
            } catch (NixException e) {
                throw evaluating(ev, e, place, Literal.name(name.name));
            }
        }

        private EvalException fail(Value v) {
            Attrs attrs = ev.forceAttrs(v, pos, "while selecting an attribute");
            return missing(ev, attrs, name, pos);
        }

        @Override
        Value argument(Object[] frame) {
            Value there = peek(frame);
            return there == null || there instanceof FunctionValue ? lazy(frame) : there;
        }

        @Override
        @Nullable
        Value peek(Object[] frame) {
            if (!(target.peek(frame) instanceof Attrs attrs)) {
                return null;
            }
            int index = attrs.find(name, hint);
            if (index < 0) {
                return null;
            }
            Value found = attrs.valueAt(index);
            return found instanceof Thunk thunk ? thunk.valueIfForced() : found;
        }
    }

    /// The frame of an error inside a selected attribute; `place` is where that attribute was written.
    private static NixException evaluating(Evaluator ev, NixException e, int place, String path) {
        if (place == Positions.NONE || ev.isInternal(place)) {
            return e;
        }
        return ev.frame(e, place, "while evaluating the attribute '" + Emphasis.of(path) + "'");
    }

    /// `target.name or fallback`.
    static final class SelectOr extends Node {
        private final Node target;
        private final Symbol name;
        private final Node fallback;
        private final int pos;
        private int hint;

        SelectOr(Evaluator ev, Node target, Symbol name, Node fallback, int pos) {
            super(ev);
            this.target = target;
            this.name = name;
            this.fallback = fallback;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            if (target.eval(frame) instanceof Attrs attrs) {
                int index = attrs.find(name, hint);
                if (index >= 0) {
                    hint = index;
                    Value found = attrs.valueAt(index);
                    return found instanceof Thunk ? force(attrs, index) : found;
                }
            }
            return fallback.eval(frame);
        }

        private Value force(Attrs attrs, int index) {
            int place = attrs.positionAt(index);
            try {
                return attrs.force(index, place != Positions.NONE ? place : pos);
            } catch (NixException e) {
                throw evaluating(ev, e, place, Literal.name(name.name));
            }
        }
    }

    /// Any other selection.
    static final class SelectPath extends Node {
        private final Node target;
        private final Step[] path;
        private final int[] hints;
        private final @Nullable Node fallback;
        private final int pos;

        SelectPath(Evaluator ev, Node target, Step[] path, @Nullable Node fallback, int pos) {
            super(ev);
            this.target = target;
            this.path = path;
            this.hints = new int[path.length];
            this.fallback = fallback;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value whole = target.eval(frame);
            Attrs owner = Attrs.EMPTY;
            int index = -1;
            int place = Positions.NONE;
            try {
                for (int i = 0; i < path.length; i++) {
                    Symbol name = path[i].name(ev, frame);
                    Value v = i == 0 ? whole : owner.force(index, pos);
                    index = v instanceof Attrs attrs ? attrs.find(name, hints[i]) : -1;
                    if (index < 0) {
                        return absent(v, name, frame);
                    }
                    hints[i] = index;
                    owner = (Attrs) v;
                    place = owner.positionAt(index);
                }
                return owner.force(index, place != Positions.NONE ? place : pos);
            } catch (NixException e) {
                throw place == Positions.NONE ? e : evaluating(ev, e, place, shownPath(ev, path, frame));
            }
        }

        private Value absent(Value v, Symbol name, Object[] frame) {
            if (fallback != null) {
                return fallback.eval(frame);
            }
            throw missing(ev, ev.forceAttrs(v, pos, "while selecting an attribute"), name, pos);
        }
    }

    private static String shownPath(Evaluator ev, Step[] path, Object[] frame) {
        StringBuilder out = new StringBuilder();
        for (Step step : path) {
            if (!out.isEmpty()) {
                out.append('.');
            }
            try {
                out.append(Literal.name(step.name(ev, frame).name));
            } catch (NixException e) {
                Expr.AttrName.Dynamic dynamic = (Expr.AttrName.Dynamic) step.written;
                out.append("\"${").append(ExprPrinter.print(dynamic.name())).append("}\"");
            }
        }
        return out.toString();
    }

    /// `target ? a.b`.
    static final class HasAttr extends Node {
        private final Node target;
        private final Step[] path;
        private final int pos;
        private int hint;

        HasAttr(Evaluator ev, Node target, Step[] path, int pos) {
            super(ev);
            this.target = target;
            this.path = path;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value v = target.eval(frame);
            for (Step step : path) {
                Value forced = v.force(pos);
                Symbol name = step.name(ev, frame);
                int index = forced instanceof Attrs attrs ? attrs.find(name, hint) : -1;
                if (index < 0) {
                    return BoolValue.FALSE;
                }
                hint = index;
                v = ((Attrs) forced).valueAt(index);
            }
            return BoolValue.TRUE;
        }
    }
}
