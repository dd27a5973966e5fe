package flakelab.value;

/// `null`.
public final class NullValue extends Value {
    public static final NullValue NULL = new NullValue();

    private NullValue() {}

    @Override
    public String typeName() {
        return "null";
    }
}
