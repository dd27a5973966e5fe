package flakelab.eval;

import flakelab.text.NixException;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.ListValue;
import flakelab.value.Update;
import flakelab.value.Value;

/// `!`, `&&`, `||`, `->`, `==`, `!=`, `++`, `//`.
final class Operators {
    private Operators() {}

    static final class Not extends Node {
        private final Node operand;
        private final int pos;

        Not(Evaluator ev, Node operand, int pos) {
            super(ev);
            this.operand = operand;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return BoolValue.of(!operand.test(frame, pos, "in the argument of the not operator"));
        }
    }

    static final class And extends Node {
        private final Node left;
        private final Node right;
        private final int pos;

        And(Evaluator ev, Node left, Node right, int pos) {
            super(ev);
            this.left = left;
            this.right = right;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return BoolValue.of(left.test(frame, pos, "in the left operand of the AND (&&) operator")
                    && right.test(frame, pos, "in the right operand of the AND (&&) operator"));
        }
    }

    static final class Or extends Node {
        private final Node left;
        private final Node right;
        private final int pos;

        Or(Evaluator ev, Node left, Node right, int pos) {
            super(ev);
            this.left = left;
            this.right = right;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return BoolValue.of(left.test(frame, pos, "in the left operand of the OR (||) operator")
                    || right.test(frame, pos, "in the right operand of the OR (||) operator"));
        }
    }

    static final class Implies extends Node {
        private final Node left;
        private final Node right;
        private final int pos;

        Implies(Evaluator ev, Node left, Node right, int pos) {
            super(ev);
            this.left = left;
            this.right = right;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return BoolValue.of(!left.test(frame, pos, "in the left operand of the IMPL (->) operator")
                    || right.test(frame, pos, "in the right operand of the IMPL (->) operator"));
        }
    }

    static final class Equal extends Node {
        final Node left;
        final Node right;
        final int pos;
        final boolean negated;

        Equal(Evaluator ev, Node left, Node right, boolean negated, int pos) {
            super(ev);
            this.left = left;
            this.right = right;
            this.negated = negated;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value a = left.eval(frame);
            Value b = right.eval(frame);
            return BoolValue.of(ev.equality().equal(a, b, pos) != negated);
        }
    }

    static final class ConcatLists extends Node {
        private final Node left;
        private final Node right;
        private final int pos;

        ConcatLists(Evaluator ev, Node left, Node right, int pos) {
            super(ev);
            this.left = left;
            this.right = right;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value a = left.eval(frame);
            Value b = right.eval(frame);
            ListValue first = list(a);
            ListValue second = list(b);
            if (first.size() == 0) {
                return second;
            }
            if (second.size() == 0) {
                return first;
            }
            Value[] all = new Value[first.size() + second.size()];
            System.arraycopy(first.elements(), 0, all, 0, first.size());
            System.arraycopy(second.elements(), 0, all, first.size(), second.size());
            return ListValue.of(all);
        }

        private ListValue list(Value v) {
            return v instanceof ListValue list
                    ? list
                    : ev.forceList(v, pos, "while evaluating one of the elements to concatenate");
        }
    }

    /// `a // b // c`: operands are evaluated from the right, as CppNix does, and merged from the left.
    static final class Merge extends Node {
        private final Operand[] operands;

        /// @param pos where the operand is
        /// @param context the frame of its errors
        record Operand(Node node, int pos, String context) {}

        Merge(Evaluator ev, Operand[] operands) {
            super(ev);
            this.operands = operands;
        }

        @Override
        public Value eval(Object[] frame) {
            int last = operands.length - 1;
            if (last == 1) {
                Attrs right = attrs(operands[1], frame);
                return Update.of(attrs(operands[0], frame), right);
            }
            Attrs[] all = new Attrs[operands.length];
            for (int i = last; i >= 0; i--) {
                all[i] = attrs(operands[i], frame);
            }
            Attrs merged = all[0];
            for (int i = 1; i <= last; i++) {
                merged = Update.of(merged, all[i]);
            }
            return merged;
        }

        private Attrs attrs(Operand operand, Object[] frame) {
            try {
                Value v = operand.node.eval(frame);
                if (v instanceof Attrs attrs) {
                    return attrs;
                }
                throw EvalErrors.expected(ev, "a set", v);
            } catch (NixException e) {
                throw ev.frame(e, operand.pos, operand.context);
            }
        }
    }
}
