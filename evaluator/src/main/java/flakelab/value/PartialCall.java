package flakelab.value;

/// A function with some of its arguments: `function` is a [Lambda] or a [BuiltinFunction] of greater arity.
public final class PartialCall extends FunctionValue {
    private final FunctionValue function;
    private final Value[] arguments;

    public PartialCall(FunctionValue function, Value[] arguments) {
        this.function = function;
        this.arguments = arguments;
    }

    public FunctionValue function() {
        return function;
    }

    /// The arguments so far, at least one; not to be changed.
    public Value[] arguments() {
        return arguments;
    }

    @Override
    FunctionValue copy() {
        return new PartialCall(function, arguments);
    }

    @Override
    public String typeName() {
        return function instanceof BuiltinFunction builtin
                ? "the partially applied built-in function '" + builtin.name() + "'"
                : "a function";
    }
}
