package flakelab.value;

/// Something that can be called (sets with `__functor` aside).
public abstract sealed class FunctionValue extends Value permits Lambda, BuiltinFunction, PartialCall {
    /// The same function with an identity of its own.
    abstract FunctionValue copy();
}
