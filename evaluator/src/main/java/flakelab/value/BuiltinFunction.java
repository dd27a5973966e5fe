package flakelab.value;

/// A built-in function as a value.
public final class BuiltinFunction extends FunctionValue {
    private final Primitive primitive;

    public BuiltinFunction(Primitive primitive) {
        this.primitive = primitive;
    }

    public Primitive primitive() {
        return primitive;
    }

    public String name() {
        return primitive.name();
    }

    public int arity() {
        return primitive.arity();
    }

    @Override
    FunctionValue copy() {
        return new BuiltinFunction(primitive);
    }

    @Override
    public String typeName() {
        return "the built-in function '" + primitive.name() + "'";
    }
}
