package flakelab.value;

/// A list; the array is never changed after construction.
public final class ListValue extends Value {
    public static final ListValue EMPTY = new ListValue(new Value[0]);

    private final Value[] elements;

    private ListValue(Value[] elements) {
        this.elements = elements;
    }

    /// A list of the elements; the array now belongs to it.
    public static ListValue of(Value... elements) {
        return elements.length == 0 ? EMPTY : new ListValue(elements);
    }

    /// The same list with an identity of its own.
    ListValue copy() {
        return elements.length == 0 ? this : new ListValue(elements);
    }

    public int size() {
        return elements.length;
    }

    public Value get(int index) {
        return elements[index];
    }

    /// The elements; not to be changed.
    public Value[] elements() {
        return elements;
    }

    @Override
    public String typeName() {
        return "a list";
    }
}
