package flakelab.value;

import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What attribute sets with the same keys share: names in byte order and where each was written.
///
/// Small shapes are searched one by one, larger ones by binary search, and by hash once they were asked often.
///
/// Several threads may use one and make new ones. What is remembered besides the final fields is either volatile, or a
/// number that only saves work: two shapes may get the same id, and be made twice.
public final class Shape {
    public static final Shape EMPTY = new Shape(new Symbol[0], new int[0], Positions.NONE);

    /// Shapes made lately, by content; equal ones are mostly the same object, which the caches of other rooms live from.
    private static final int SHARED_BITS = 14;
    private static final int LARGEST_SHARED = 128;
    private static final @Nullable Shape[] SHARED = new Shape[1 << SHARED_BITS];

    private static final int LINEAR = 8;
    private static final int SEARCHES_BEFORE_HASH = 4;

    private static int count;

    private final int id = count++;
    private final Symbol[] names;
    private final int[] positions;
    private final int pos;
    private int searches;
    private volatile int @Nullable [] table;
    private volatile int @Nullable [] bySight;
    private @Nullable Shape withoutPositions;

    private Shape(Symbol[] names, int[] positions, int pos) {
        this.names = names;
        this.positions = positions;
        this.pos = pos;
    }

    /// A shape of distinct names in byte order; the arrays now belong to it.
    public static Shape of(Symbol[] sortedNames, int[] positions) {
        return of(sortedNames, positions, Positions.NONE);
    }

    /// The shape of a set written at `pos`.
    public static Shape of(Symbol[] sortedNames, int[] positions, int pos) {
        int size = sortedNames.length;
        return size == 0
                ? EMPTY
                : size > LARGEST_SHARED ? new Shape(sortedNames, positions, pos) : shared(sortedNames, positions, pos);
    }

    private static Shape shared(Symbol[] names, int[] positions, int pos) {
        int hash = pos;
        for (int i = 0; i < names.length; i++) {
            hash = (hash * 31 + names[i].id) * 31 + positions[i];
        }
        int at = (hash ^ hash >>> 15) * 0x9E3779B9 >>> 32 - SHARED_BITS;
        Shape known = SHARED[at];
        if (known != null && known.pos == pos && Arrays.equals(known.positions, positions)
                && same(known.names, names)) {
            return known;
        }
        Shape made = new Shape(names, positions, pos);
        SHARED[at] = made;
        return made;
    }

    private static boolean same(Symbol[] a, Symbol[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    /// A shape of distinct names in byte order, without positions.
    public static Shape of(Symbol[] sortedNames) {
        return of(sortedNames, new int[sortedNames.length]);
    }

    /// Where the sets of this shape are written, if they come from one place.
    public int pos() {
        return pos;
    }

    public int size() {
        return names.length;
    }

    public Symbol nameAt(int index) {
        return names[index];
    }

    public int positionAt(int index) {
        return positions[index];
    }

    /// The names in byte order; not to be changed.
    public Symbol[] names() {
        return names;
    }

    /// A number for hashing, mostly its own.
    int id() {
        return id;
    }

    int[] positions() {
        return positions;
    }

    /// The index of a name, or -1.
    public int find(Symbol name) {
        Symbol[] all = names;
        if (all.length > LINEAR) {
            return findInLarge(name);
        }
        for (int i = 0; i < all.length; i++) {
            if (all[i] == name) {
                return i;
            }
        }
        return -1;
    }

    private int findInLarge(Symbol name) {
        int[] known = table;
        if (known == null) {
            if (++searches <= SEARCHES_BEFORE_HASH) {
                return Math.max(-1, Arrays.binarySearch(names, name));
            }
            known = hash();
        }
        int mask = known.length - 1;
        for (int at = spread(name) & mask;; at = at + 1 & mask) {
            int entry = known[at];
            if (entry == 0) {
                return -1;
            }
            if (names[entry - 1] == name) {
                return entry - 1;
            }
        }
    }

    private int[] hash() {
        int[] made = new int[Integer.highestOneBit(names.length) * 4];
        int mask = made.length - 1;
        for (int i = 0; i < names.length; i++) {
            int at = spread(names[i]) & mask;
            while (made[at] != 0) {
                at = at + 1 & mask;
            }
            made[at] = i + 1;
        }
        table = made;
        return made;
    }

    private static int spread(Symbol name) {
        int h = name.id * 0x9E3779B9;
        return h ^ h >>> 15;
    }

    /// Indices in the order the names were first seen by this process, which is the order CppNix walks its sets in where
    /// it does not sort them: visible in which of several errors comes first.
    public int[] bySight() {
        int[] known = bySight;
        if (known == null) {
            known = orderBySight();
            bySight = known;
        }
        return known;
    }

    private int[] orderBySight() {
        long[] keys = new long[names.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) names[i].id << 32 | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    /// The same names with no positions.
    public Shape withoutPositions() {
        Shape known = withoutPositions;
        if (known == null) {
            known = of(names);
            known.withoutPositions = known;
            withoutPositions = known;
        }
        return known;
    }
}
