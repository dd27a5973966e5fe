package flakelab.value;

import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import org.jspecify.annotations.Nullable;

/// An attribute set: a [Shape] and one value per name. Indices count names in byte order.
public final class Attrs extends Value {
    public static final Attrs EMPTY = new Attrs(Shape.EMPTY, new Value[0]);

    private final Shape shape;
    private final Value[] values;

    private Attrs(Shape shape, Value[] values) {
        this.shape = shape;
        this.values = values;
    }

    /// A set of a shape and as many values; the array now belongs to it.
    public static Attrs of(Shape shape, Value[] values) {
        return values.length == 0 ? EMPTY : new Attrs(shape, values);
    }

    public Shape shape() {
        return shape;
    }

    /// The values, by index; not to be changed.
    public Value[] values() {
        return values;
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public Symbol nameAt(int index) {
        return shape.nameAt(index);
    }

    public Value valueAt(int index) {
        return values[index];
    }

    /// Where the attribute was written, packed; [Positions#NONE] if unknown.
    public int positionAt(int index) {
        return shape.positionAt(index);
    }

    /// The index of a name, or -1.
    public int find(Symbol name) {
        return shape.find(name);
    }

    /// Like [#find], but looks at `hint` first: callers remember where they found the name last.
    public int find(Symbol name, int hint) {
        Symbol[] names = shape.names();
        return hint < names.length && names[hint] == name ? hint : shape.find(name);
    }

    /// The value at an index in weak head normal form; what was computed stays in the set.
    public Value force(int index, int pos) {
        Value value = values[index];
        return value instanceof Thunk thunk ? force(thunk, index, pos) : value;
    }

    private Value force(Thunk thunk, int index, int pos) {
        Value value = thunk.value(pos);
        values[index] = value;
        return value;
    }

    public @Nullable Value get(Symbol name) {
        int index = find(name);
        return index < 0 ? null : values[index];
    }

    public boolean has(Symbol name) {
        return find(name) >= 0;
    }

    /// Where the attribute `name` was written; [Positions#NONE] if there is none.
    public int positionOf(Symbol name) {
        int index = find(name);
        return index < 0 ? Positions.NONE : positionAt(index);
    }

    /// This set without some names, whether it has them or not.
    public Attrs without(Symbol[] names) {
        boolean[] gone = new boolean[values.length];
        int left = values.length;
        for (Symbol name : names) {
            int index = find(name);
            if (index >= 0 && !gone[index]) {
                gone[index] = true;
                left--;
            }
        }
        return left == values.length ? this : keep(gone, left);
    }

    private Attrs keep(boolean[] gone, int left) {
        Symbol[] keptNames = new Symbol[left];
        int[] keptPositions = new int[left];
        Value[] kept = new Value[left];
        int n = 0;
        for (int i = 0; i < gone.length; i++) {
            if (!gone[i]) {
                keptNames[n] = shape.nameAt(i);
                keptPositions[n] = shape.positionAt(i);
                kept[n++] = values[i];
            }
        }
        return of(Shape.of(keptNames, keptPositions), kept);
    }

    @Override
    public String typeName() {
        return "a set";
    }
}
