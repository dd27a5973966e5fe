package flakelab.value;

/// A 64-bit integer.
public final class IntValue extends Value {
    private static final IntValue[] SMALL = new IntValue[1024 + 128];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = new IntValue(i - 128);
        }
    }

    private final long value;

    private IntValue(long value) {
        this.value = value;
    }

    public static IntValue of(long value) {
        return value >= -128 && value < 1024 ? SMALL[(int) value + 128] : new IntValue(value);
    }

    public long value() {
        return value;
    }

    @Override
    public String typeName() {
        return "an integer";
    }
}
