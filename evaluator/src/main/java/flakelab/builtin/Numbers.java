package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.text.Positions;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.Value;

/// Arithmetic, bits and order. `-`, `*`, `/` and `<` are calls of these.
final class Numbers {
    private static final double INT_MIN = Long.MIN_VALUE;

    private Numbers() {}

    @Builtin(doc = "The sum of the numbers *e1* and *e2*.")
    static Value add(Evaluator ev, Value e1, Value e2) {
        Value a = e1.force(Positions.NONE);
        Value b = e2.force(Positions.NONE);
        if (a instanceof FloatValue || b instanceof FloatValue) {
            return FloatValue
                .of(asFloat(ev, a, "while evaluating the first argument of the addition")
                        + asFloat(ev, b, "while evaluating the second argument of the addition"));
        }
        long x = asInt(ev, a, "while evaluating the first argument of the addition");
        long y = asInt(ev, b, "while evaluating the second argument of the addition");
        long sum = x + y;
        if (((x ^ sum) & (y ^ sum)) < 0) {
            throw BuiltinErrors.overflow("adding", x, "+", y);
        }
        return IntValue.of(sum);
    }

    @Builtin(doc = "*e1* minus *e2*.")
    static Value sub(Evaluator ev, Value e1, Value e2) {
        Value a = e1.force(Positions.NONE);
        Value b = e2.force(Positions.NONE);
        if (a instanceof FloatValue || b instanceof FloatValue) {
            return FloatValue.of(asFloat(ev, a,
                    "while evaluating the first argument of the subtraction")
                    - asFloat(ev, b, "while evaluating the second argument of the subtraction"));
        }
        long x = asInt(ev, a, "while evaluating the first argument of the subtraction");
        long y = asInt(ev, b, "while evaluating the second argument of the subtraction");
        long difference = x - y;
        if (((x ^ y) & (x ^ difference)) < 0) {
            throw BuiltinErrors.overflow("subtracting", x, "-", y);
        }
        return IntValue.of(difference);
    }

    @Builtin(doc = "The product of the numbers *e1* and *e2*.")
    static Value mul(Evaluator ev, Value e1, Value e2) {
        Value a = e1.force(Positions.NONE);
        Value b = e2.force(Positions.NONE);
        if (a instanceof FloatValue || b instanceof FloatValue) {
            return FloatValue.of(asFloat(ev, a, "while evaluating the first of the multiplication")
                    * asFloat(ev, b, "while evaluating the second argument of the multiplication"));
        }
        long x = asInt(ev, a, "while evaluating the first argument of the multiplication");
        long y = asInt(ev, b, "while evaluating the second argument of the multiplication");
        long product = x * y;
        if (Math.multiplyHigh(x, y) != product >> 63) {
            throw BuiltinErrors.overflow("multiplying", x, "*", y);
        }
        return IntValue.of(product);
    }

    @Builtin(doc = "*e1* divided by *e2*; of two integers the quotient rounded towards zero.")
    static Value div(Evaluator ev, Value e1, Value e2) {
        Value a = e1.force(Positions.NONE);
        Value b = e2.force(Positions.NONE);
        double divisor = asFloat(ev, b, "while evaluating the second operand of the division");
        if (divisor == 0) {
            throw BuiltinErrors.divisionByZero();
        }
        if (a instanceof FloatValue || b instanceof FloatValue) {
            return FloatValue
                .of(asFloat(ev, a, "while evaluating the first operand of the division") / divisor);
        }
        long x = asInt(ev, a, "while evaluating the first operand of the division");
        long y = asInt(ev, b, "while evaluating the second operand of the division");
        if (x == Long.MIN_VALUE && y == -1) {
            throw BuiltinErrors.overflow("dividing", x, "/", y);
        }
        return IntValue.of(x / y);
    }

    private static double asFloat(Evaluator ev, Value forced, String context) {
        return forced instanceof FloatValue f
                ? f.value()
                : ev.forceFloat(forced, Positions.NONE, context);
    }

    private static long asInt(Evaluator ev, Value forced, String context) {
        return forced instanceof IntValue i
                ? i.value()
                : ev.forceInt(forced, Positions.NONE, context);
    }

    @Builtin(doc = "The bitwise AND of the integers *e1* and *e2*.")
    static Value bitAnd(Evaluator ev, long e1, long e2) {
        return IntValue.of(e1 & e2);
    }

    @Builtin(doc = "The bitwise OR of the integers *e1* and *e2*.")
    static Value bitOr(Evaluator ev, long e1, long e2) {
        return IntValue.of(e1 | e2);
    }

    @Builtin(doc = "The bitwise XOR of the integers *e1* and *e2*.")
    static Value bitXor(Evaluator ev, long e1, long e2) {
        return IntValue.of(e1 ^ e2);
    }

    @Builtin(doc = """
            Whether *e1* is less than *e2*: numbers by value, strings and paths byte by byte, lists element by element.
            Other types cannot be compared.
            """)
    static Value lessThan(Evaluator ev, Value e1, Value e2) {
        return BoolValue.of(ev.lessThan(e1.force(Positions.NONE), e2.force(Positions.NONE),
                Positions.NONE, ""));
    }

    @Builtin(doc = "The number *double* rounded up to an integer.")
    static Value ceil(Evaluator ev, Value double_) {
        double value = ev.forceFloat(double_, Positions.NONE,
                "while evaluating the first argument passed to builtins.ceil");
        return rounded(double_.force(Positions.NONE), Math.ceil(value));
    }

    @Builtin(doc = "The number *double* rounded down to an integer.")
    static Value floor(Evaluator ev, Value double_) {
        double value = ev.forceFloat(double_, Positions.NONE,
                "while evaluating the first argument passed to builtins.floor");
        return rounded(double_.force(Positions.NONE), Math.floor(value));
    }

    /// Integers go through a double here, and where that would change them CppNix refuses.
    private static Value rounded(Value number, double value) {
        boolean inRange = value >= INT_MIN && value < -INT_MIN;
        switch (number) {
            case IntValue i -> {
                if (!inRange) {
                    throw BuiltinErrors.roundedOutOfRange(i.value());
                }
                if ((long) value != i.value()) {
                    throw BuiltinErrors.roundedAway(i.value(), (long) value);
                }
            }
            case FloatValue f -> {
                if (!inRange) {
                    throw BuiltinErrors.floatOutOfRange(f.value());
                }
            }
            case Value _ -> {
            }
        }
        return IntValue.of((long) value);
    }
}
