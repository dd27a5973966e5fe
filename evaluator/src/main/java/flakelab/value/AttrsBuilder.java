package flakelab.value;

import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import java.util.Arrays;

/// Collects attributes in any order. Of several with one name the last put wins.
public final class AttrsBuilder {
    public static final int ABSENT = -1;

    private static final int SMALL = 24;

    private Symbol[] names;
    private Value[] values;
    private int[] positions;
    private int size;
    private boolean sorted = true;

    public AttrsBuilder() {
        this(8);
    }

    public AttrsBuilder(int expected) {
        names = new Symbol[expected];
        values = new Value[expected];
        positions = new int[expected];
    }

    public AttrsBuilder put(Symbol name, Value value, int pos) {
        if (size == names.length) {
            int larger = Math.max(8, size * 2);
            names = Arrays.copyOf(names, larger);
            values = Arrays.copyOf(values, larger);
            positions = Arrays.copyOf(positions, larger);
        }
        sorted = sorted && (size == 0 || names[size - 1].compareTo(name) < 0);
        names[size] = name;
        values[size] = value;
        positions[size++] = pos;
        return this;
    }

    public AttrsBuilder put(Symbol name, Value value) {
        return put(name, value, Positions.NONE);
    }

    public AttrsBuilder put(String name, Value value) {
        return put(Symbol.of(name), value, Positions.NONE);
    }

    /// Where a name put in before was written, or [#ABSENT].
    public int positionOf(Symbol name) {
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                return positions[i];
            }
        }
        return ABSENT;
    }

    public int size() {
        return size;
    }

    public Attrs build() {
        if (!sorted) {
            return sorted();
        }
        return Attrs.of(Shape.of(Arrays.copyOf(names, size), Arrays.copyOf(positions, size)),
                Arrays.copyOf(values, size));
    }

    private Attrs sorted() {
        int[] order = size <= SMALL ? insertionOrder() : mergeOrder();
        Symbol[] sortedNames = new Symbol[size];
        Value[] sortedValues = new Value[size];
        int[] sortedPositions = new int[size];
        int n = 0;
        for (int from : order) {
            n = n > 0 && sortedNames[n - 1] == names[from] ? n - 1 : n;
            sortedNames[n] = names[from];
            sortedValues[n] = values[from];
            sortedPositions[n++] = positions[from];
        }
        return Attrs.of(Shape.of(Arrays.copyOf(sortedNames, n), Arrays.copyOf(sortedPositions, n)),
                Arrays.copyOf(sortedValues, n));
    }

    private int[] insertionOrder() {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int at = i;
            while (at > 0 && names[order[at - 1]].compareTo(names[i]) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }

    private int[] mergeOrder() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> names[a].compareTo(names[b]));
        int[] plain = new int[size];
        Arrays.setAll(plain, i -> order[i]);
        return plain;
    }
}
