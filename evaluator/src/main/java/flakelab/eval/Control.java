package flakelab.eval;

import flakelab.syntax.Expr;
import flakelab.syntax.ExprPrinter;
import flakelab.text.Emphasis;
import flakelab.value.Value;

/// `let`, `with`, `if`, `assert`.
final class Control {
    private Control() {}

    /// The variables are slots of the frame, the first one `firstSlot`.
    static final class Let extends Node {
        private final Node[] values;
        private final Sets.Source[] sources;
        private final int firstSlot;
        private final Node body;

        Let(Evaluator ev, Node[] values, Sets.Source[] sources, int firstSlot, Node body) {
            super(ev);
            this.values = values;
            this.sources = sources;
            this.firstSlot = firstSlot;
            this.body = body;
        }

        @Override
        public Value eval(Object[] frame) {
            bind(frame);
            return body.eval(frame);
        }

        private void bind(Object[] frame) {
            for (Sets.Source source : sources) {
                frame[source.slot()] = source.node().lazy(frame);
            }
            for (int i = 0; i < values.length; i++) {
                frame[firstSlot + i] = values[i].lazy(frame);
            }
        }
    }

    static final class With extends Node {
        private final Node attrs;
        private final int slot;
        private final Node body;

        With(Evaluator ev, Node attrs, int slot, Node body) {
            super(ev);
            this.attrs = attrs;
            this.slot = slot;
            this.body = body;
        }

        @Override
        public Value eval(Object[] frame) {
            frame[slot] = attrs.lazy(frame);
            return body.eval(frame);
        }
    }

    static final class If extends Node {
        private final Node condition;
        private final Node then;
        private final Node otherwise;
        private final int pos;

        If(Evaluator ev, Node condition, Node then, Node otherwise, int pos) {
            super(ev);
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return condition.test(frame, pos, "while evaluating a branch condition")
                    ? then.eval(frame)
                    : otherwise.eval(frame);
        }
    }

    static final class Assert extends Node {
        private final Node condition;
        private final Expr written;
        private final Node body;
        private final int pos;

        Assert(Evaluator ev, Node condition, Expr written, Node body, int pos) {
            super(ev);
            this.condition = condition;
            this.written = written;
            this.body = body;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            if (!condition.test(frame, pos, "in the condition of the assert statement")) {
                throw fail(frame);
            }
            return body.eval(frame);
        }

        /// A failed `assert a == b` says where the two differ.
        private CatchableException fail(Object[] frame) {
            String shown = ExprPrinter.print(written);
            if (condition instanceof Operators.Equal equal && !equal.negated) {
                try {
                    Value a = equal.left.eval(frame);
                    ev.equality().assertEqual(a, equal.right.eval(frame), equal.pos);
                } catch (CatchableException e) {
                    throw ev.frame(e, pos,
                            "while evaluating the condition of the assertion '" + Emphasis.of(shown) + "'");
                }
            }
            CatchableException failed = EvalErrors.assertionFailed(shown);
            failed.at(ev.at(pos));
            return failed;
        }
    }
}
