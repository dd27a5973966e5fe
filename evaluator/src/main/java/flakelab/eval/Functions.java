package flakelab.eval;

import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.LambdaCode;
import flakelab.value.Literal;
import flakelab.value.Shape;
import flakelab.value.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The code of lambdas. A call makes a frame: slot 0 the enclosing one, then the parameters, then the variables of the body.
final class Functions {
    private Functions() {}

    /// What all lambdas share: `x: y: … body` with plain parameters except perhaps the last.
    abstract static class Body extends LambdaCode {
        final Evaluator ev;
        private final List<Expr.Lambda> lambdas;
        private Node body;
        int frameSize;

        Body(Evaluator ev, List<Expr.Lambda> lambdas, Node placeholder) {
            super(lambdas.size(), lambdas.getFirst().name());
            this.ev = ev;
            this.lambdas = lambdas;
            this.body = placeholder;
        }

        /// Completes the code once the body is resolved.
        void complete(Node resolvedBody, int slots) {
            body = resolvedBody;
            frameSize = slots;
        }

        @Override
        public Expr.Lambda lambda(int index) {
            return lambdas.get(index);
        }

        final Object[] frame(Object[] closure) {
            Object[] frame = new Object[frameSize];
            frame[0] = closure;
            return frame;
        }

        final Value run(Object[] frame, int pos) {
            int before = ev.enter(pos);
            try {
                Value result = body.eval(frame);
                ev.leave(before);
                return result;
            } catch (NixException e) {
                ev.leave(before);
                throw calling(e, pos);
            }
        }

        final NixException calling(NixException e, int pos) {
            if (ev.showTrace()) {
                Symbol name = name();
                String what = name == null ? "anonymous lambda" : "'" + name.name + "'";
                ev.frame(e, lambdas.getLast().pos(), "while calling " + Emphasis.of(what));
                if (pos != Positions.NONE) {
                    ev.frame(e, pos, "from call site");
                }
            }
            return e;
        }
    }

    /// `x: body`, `x: y: body`, …
    static final class Plain extends Body {
        Plain(Evaluator ev, List<Expr.Lambda> lambdas, Node placeholder) {
            super(ev, lambdas, placeholder);
        }

        @Override
        public Value call1(Object[] closure, Value a, int pos) {
            Object[] frame = frame(closure);
            frame[1] = a;
            return run(frame, pos);
        }

        @Override
        public Value call2(Object[] closure, Value a, Value b, int pos) {
            Object[] frame = frame(closure);
            frame[1] = a;
            frame[2] = b;
            return run(frame, pos);
        }

        @Override
        public Value call3(Object[] closure, Value a, Value b, Value c, int pos) {
            Object[] frame = frame(closure);
            frame[1] = a;
            frame[2] = b;
            frame[3] = c;
            return run(frame, pos);
        }

        @Override
        public Value callN(Object[] closure, Value[] args, int pos) {
            Object[] frame = frame(closure);
            System.arraycopy(args, 0, frame, 1, args.length);
            return run(frame, pos);
        }
    }

    /// The last parameter is `{ a, b ? x, ... } @ all`.
    static final class Pattern extends Body {
        private final Expr.Lambda last;
        private final Expr.Formals formals;
        private final Symbol[] names;
        private final int[] slots;
        private @Nullable Node[] defaults = {};
        private final int wholeSlot;
        private @Nullable Matched lastMatch;

        /// Where the formals are in sets of one shape; -1 where a default applies.
        private record Matched(Shape shape, int[] indices) {}

        /// @param slots the slot of each formal, in the order they are bound
        /// @param wholeSlot the slot of `@ all`, or 0
        Pattern(Evaluator ev, List<Expr.Lambda> lambdas, Expr.Formals formals, Symbol[] names, int[] slots,
                int wholeSlot, Node placeholder) {
            super(ev, lambdas, placeholder);
            this.last = lambdas.getLast();
            this.formals = formals;
            this.names = names;
            this.slots = slots;
            this.wholeSlot = wholeSlot;
        }

        void complete(Node resolvedBody, int frameSlots, @Nullable Node[] resolvedDefaults) {
            complete(resolvedBody, frameSlots);
            defaults = resolvedDefaults;
        }

        @Override
        public Value call1(Object[] closure, Value a, int pos) {
            Object[] frame = frame(closure);
            bind(frame, a, pos);
            return run(frame, pos);
        }

        @Override
        public Value call2(Object[] closure, Value a, Value b, int pos) {
            Object[] frame = frame(closure);
            frame[1] = a;
            bind(frame, b, pos);
            return run(frame, pos);
        }

        @Override
        public Value call3(Object[] closure, Value a, Value b, Value c, int pos) {
            Object[] frame = frame(closure);
            frame[1] = a;
            frame[2] = b;
            bind(frame, c, pos);
            return run(frame, pos);
        }

        @Override
        public Value callN(Object[] closure, Value[] args, int pos) {
            Object[] frame = frame(closure);
            System.arraycopy(args, 0, frame, 1, args.length - 1);
            bind(frame, args[args.length - 1], pos);
            return run(frame, pos);
        }

        private void bind(Object[] frame, Value argument, int pos) {
            int before = ev.enter(pos);
            Attrs attrs = argument instanceof Attrs given ? given : force(argument, before, pos);
            if (wholeSlot != 0) {
                frame[wholeSlot] = attrs;
            }
            Matched match = lastMatch;
            if (match == null || match.shape != attrs.shape()) {
                match = match(attrs, before, pos);
                lastMatch = match;
            }
            int[] indices = match.indices;
            for (int i = 0; i < indices.length; i++) {
                int index = indices[i];
                frame[slots[i]] = index >= 0 ? attrs.valueAt(index) : fallback(i, frame);
            }
            ev.leave(before);
        }

        private Value fallback(int index, Object[] frame) {
            return Objects.requireNonNull(defaults[index]).lazy(frame);
        }

        private Attrs force(Value argument, int before, int pos) {
            try {
                return ev.forceAttrs(argument, last.pos(),
                        "while evaluating the value passed for the lambda argument");
            } catch (NixException e) {
                ev.leave(before);
                throw pos == Positions.NONE ? e : ev.frame(e, pos, "from call site");
            }
        }

        private Matched match(Attrs attrs, int before, int pos) {
            int[] indices = new int[names.length];
            int used = 0;
            for (int i = 0; i < names.length; i++) {
                indices[i] = attrs.find(names[i]);
                if (indices[i] >= 0) {
                    used++;
                } else if (defaults[i] == null) {
                    ev.leave(before);
                    throw EvalErrors.missingArgument(name(), names[i])
                        .at(ev.at(last.pos()))
                        .trace(ev.at(pos), "from call site");
                }
            }
            if (!formals.ellipsis() && used != attrs.size()) {
                ev.leave(before);
                throw unexpected(attrs, pos);
            }
            return new Matched(attrs.shape(), indices);
        }

        private EvalException unexpected(Attrs attrs, int pos) {
            List<Symbol> known = List.of(names);
            for (int i : attrs.shape().bySight()) {
                Symbol given = attrs.nameAt(i);
                if (!known.contains(given)) {
                    return EvalErrors.unexpectedArgument(name(), given)
                        .at(ev.at(last.pos()))
                        .trace(ev.at(pos), "from call site")
                        .suggest(Suggestions.best(known, given));
                }
            }
            throw new IllegalStateException(Literal.name(String.valueOf(name())));
        }
    }
}
