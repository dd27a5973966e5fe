package flakelab.eval;

import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.Lambda;
import flakelab.value.Primitive;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// Calls, by number of arguments and by what is known of the function.
final class Applications {
    private Applications() {}

    static final class Apply1 extends Node {
        private final Node function;
        private final Node a;
        private final int pos;

        Apply1(Evaluator ev, Node function, Node a, int pos) {
            super(ev);
            this.function = function;
            this.a = a;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value f = function.eval(frame);
            if (f instanceof Lambda lambda && lambda.code().arity() == 1) {
                return lambda.code().call1(lambda.frame(), a.argument(frame), pos);
            }
            return ev.calls().call(f, a.argument(frame), pos);
        }
    }

    static final class Apply2 extends Node {
        private final Node function;
        private final Node a;
        private final Node b;
        private final int pos;

        Apply2(Evaluator ev, Node function, Node a, Node b, int pos) {
            super(ev);
            this.function = function;
            this.a = a;
            this.b = b;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value f = function.eval(frame);
            if (f instanceof Lambda lambda && lambda.code().arity() == 2) {
                return lambda.code().call2(lambda.frame(), a.argument(frame), b.argument(frame), pos);
            }
            return ev.calls().call(f, a.argument(frame), b.argument(frame), pos);
        }
    }

    static final class Apply3 extends Node {
        private final Node function;
        private final Node a;
        private final Node b;
        private final Node c;
        private final int pos;

        Apply3(Evaluator ev, Node function, Node a, Node b, Node c, int pos) {
            super(ev);
            this.function = function;
            this.a = a;
            this.b = b;
            this.c = c;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value f = function.eval(frame);
            return ev.calls().call(f, a.argument(frame), b.argument(frame), c.argument(frame), pos);
        }
    }

    static final class ApplyN extends Node {
        private final Node function;
        private final Node[] args;
        private final int pos;

        ApplyN(Evaluator ev, Node function, Node[] args, int pos) {
            super(ev);
            this.function = function;
            this.args = args;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            Value f = function.eval(frame);
            Value[] values = new Value[args.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = args[i].argument(frame);
            }
            return ev.calls().call(f, values, pos);
        }
    }

    // A built-in function under its own name, with as many arguments as it takes

    static final class Builtin1 extends Node {
        private final Primitive primitive;
        private final Node a;
        private final int pos;

        Builtin1(Evaluator ev, Primitive primitive, Node a, int pos) {
            super(ev);
            this.primitive = primitive;
            this.a = a;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return ev.calls().call(primitive, a.argument(frame), pos);
        }
    }

    /// The function wants its first argument at once.
    static final class EagerBuiltin1 extends Node {
        private final Primitive primitive;
        private final Node a;
        private final int pos;

        EagerBuiltin1(Evaluator ev, Primitive primitive, Node a, int pos) {
            super(ev);
            this.primitive = primitive;
            this.a = a;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            int before = ev.enter(pos);
            try {
                Value result = primitive.call1(Positions.NONE, a.eval(frame));
                ev.leave(before);
                return result;
            } catch (NixException e) {
                throw ev.calls().calling(e, primitive, before, pos);
            }
        }
    }

    /// The function wants its first argument at once.
    static final class EagerBuiltin2 extends Node {
        private final Primitive primitive;
        private final Node a;
        private final Node b;
        private final int pos;

        EagerBuiltin2(Evaluator ev, Primitive primitive, Node a, Node b, int pos) {
            super(ev);
            this.primitive = primitive;
            this.a = a;
            this.b = b;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            int before = ev.enter(pos);
            try {
                Value first = a.eval(frame);
                Value result = primitive.call2(Positions.NONE, first, b.argument(frame));
                ev.leave(before);
                return result;
            } catch (NixException e) {
                throw ev.calls().calling(e, primitive, before, pos);
            }
        }
    }

    static final class Builtin2 extends Node {
        private final Primitive primitive;
        private final Node a;
        private final Node b;
        private final int pos;

        Builtin2(Evaluator ev, Primitive primitive, Node a, Node b, int pos) {
            super(ev);
            this.primitive = primitive;
            this.a = a;
            this.b = b;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return ev.calls().call(primitive, a.argument(frame), b.argument(frame), pos);
        }
    }

    static final class Builtin3 extends Node {
        private final Primitive primitive;
        private final Node a;
        private final Node b;
        private final Node c;
        private final int pos;

        Builtin3(Evaluator ev, Primitive primitive, Node a, Node b, Node c, int pos) {
            super(ev);
            this.primitive = primitive;
            this.a = a;
            this.b = b;
            this.c = c;
            this.pos = pos;
        }

        @Override
        public Value eval(Object[] frame) {
            return ev.calls().call(primitive, a.argument(frame), b.argument(frame), c.argument(frame), pos);
        }
    }

    // Arithmetic: calls of `__sub` and its kind, which want both operands at once. Everything but the plain case, errors
    // included, is left to the built-in function itself.

    abstract static class Arithmetic extends Node {
        final Primitive primitive;
        private final Node a;
        private final Node b;
        private final int pos;

        Arithmetic(Evaluator ev, Primitive primitive, Node a, Node b, int pos) {
            super(ev);
            this.primitive = primitive;
            this.a = a;
            this.b = b;
            this.pos = pos;
        }

        @Override
        public final Value eval(Object[] frame) {
            int before = ev.enter(pos);
            try {
                Value x = a.eval(frame);
                Value result = compute(x, b.eval(frame));
                ev.leave(before);
                return result;
            } catch (NixException e) {
                throw ev.calls().calling(e, primitive, before, pos);
            }
        }

        abstract Value compute(Value x, Value y);

        final Value general(Value x, Value y) {
            return primitive.call2(Positions.NONE, x, y);
        }
    }

    static final class Subtract extends Arithmetic {
        Subtract(Evaluator ev, Primitive primitive, Node a, Node b, int pos) {
            super(ev, primitive, a, b, pos);
        }

        @Override
        Value compute(Value x, Value y) {
            if (x instanceof IntValue i && y instanceof IntValue j) {
                long difference = i.value() - j.value();
                boolean overflow = ((i.value() ^ j.value()) & (i.value() ^ difference)) < 0;
                return overflow ? general(x, y) : IntValue.of(difference);
            }
            return general(x, y);
        }
    }

    static final class Multiply extends Arithmetic {
        Multiply(Evaluator ev, Primitive primitive, Node a, Node b, int pos) {
            super(ev, primitive, a, b, pos);
        }

        @Override
        Value compute(Value x, Value y) {
            if (x instanceof IntValue i && y instanceof IntValue j) {
                long high = Math.multiplyHigh(i.value(), j.value());
                long low = i.value() * j.value();
                return high == low >> 63 ? IntValue.of(low) : general(x, y);
            }
            return general(x, y);
        }
    }

    static final class LessThan extends Arithmetic {
        LessThan(Evaluator ev, Primitive primitive, Node a, Node b, int pos) {
            super(ev, primitive, a, b, pos);
        }

        @Override
        Value compute(Value x, Value y) {
            if (x instanceof IntValue i && y instanceof IntValue j) {
                return BoolValue.of(i.value() < j.value());
            }
            if (x instanceof FloatValue f && y instanceof FloatValue g) {
                return BoolValue.of(f.value() < g.value());
            }
            if (x instanceof StringValue s && y instanceof StringValue t) {
                return BoolValue.of(s.text().compareTo(t.text()) < 0);
            }
            return general(x, y);
        }
    }
}
