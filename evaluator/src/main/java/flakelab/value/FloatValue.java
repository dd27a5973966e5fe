package flakelab.value;

/// A double-precision number.
public final class FloatValue extends Value {
    private final double value;

    private FloatValue(double value) {
        this.value = value;
    }

    public static FloatValue of(double value) {
        return new FloatValue(value);
    }

    public double value() {
        return value;
    }

    @Override
    public String typeName() {
        return "a float";
    }
}
