package flakelab.value;

import flakelab.text.Positions;

/// A Nix value: a [Thunk], or something in weak head normal form.
public abstract sealed class Value
        permits Thunk, IntValue, FloatValue, BoolValue, NullValue, StringValue, PathValue, ListValue, Attrs,
        FunctionValue {

    Value() {}

    /// The value in weak head normal form. `pos` is where it was needed: the place an infinite recursion is reported at.
    public final Value force(int pos) {
        return this instanceof Thunk thunk ? thunk.value(pos) : this;
    }

    /// The value in weak head normal form, needed at [#pos].
    public final Value forceWhereWritten() {
        return this instanceof Thunk thunk ? thunk.valueWhereWritten() : this;
    }

    /// Where the value was written, as far as the value knows: sets, lambdas and pending calls do (CppNix `determinePos`).
    public final int pos() {
        if (this instanceof Thunk thunk) {
            Value value = thunk.valueIfForced();
            return value == null ? thunk.writtenAt() : value.pos();
        } else if (this instanceof Attrs attrs) {
            return attrs.shape().pos();
        } else if (this instanceof PartialCall partial) {
            return partial.function() instanceof Lambda lambda
                    ? lambda.code().pos(partial.arguments().length)
                    : Positions.NONE;
        }
        return this instanceof Lambda lambda ? lambda.code().pos(0) : Positions.NONE;
    }

    /// What the value is, in the words of error messages: `a set`, `the built-in function 'map'` (CppNix `showType`).
    public abstract String typeName();
}
