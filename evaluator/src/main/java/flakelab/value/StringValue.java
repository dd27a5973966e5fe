package flakelab.value;

/// A string of bytes (one Latin-1 char each) and the store objects it refers to.
public final class StringValue extends Value {
    public static final StringValue EMPTY = new StringValue("", StringContext.EMPTY);

    private final String text;
    private final StringContext context;

    private StringValue(String text, StringContext context) {
        this.text = text;
        this.context = context;
    }

    public static StringValue of(String text) {
        return text.isEmpty() ? EMPTY : new StringValue(text, StringContext.EMPTY);
    }

    public static StringValue of(String text, StringContext context) {
        return new StringValue(text, context);
    }

    public String text() {
        return text;
    }

    public StringContext context() {
        return context;
    }

    @Override
    public String typeName() {
        return context.isEmpty() ? "a string" : "a string with context";
    }
}
