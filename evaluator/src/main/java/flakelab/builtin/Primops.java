package flakelab.builtin;

import flakelab.value.Lambda;
import flakelab.value.Value;

/// Small things CppNix's primops do everywhere.
final class Primops {
    private Primops() {}

    /// Where a value was written, if it can tell (CppNix `Value::determinePos`): only lambdas can.
    static int place(Value v, int fallback) {
        return v instanceof Lambda lambda ? lambda.code().pos(0) : fallback;
    }
}
