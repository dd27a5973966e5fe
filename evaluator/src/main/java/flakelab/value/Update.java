package flakelab.value;

import flakelab.syntax.Symbol;
import java.util.Arrays;

/// `left // right`. How two shapes merge is remembered for pairs met recently.
public final class Update {
    private static final int REMEMBERED = 4096;
    private static final int LARGEST_REMEMBERED = 512;
    private static final Plan[] PLANS = new Plan[REMEMBERED];

    /// The merged shape, and where each of its values comes from: `i` on the left, `~i` on the right.
    private record Plan(Shape left, Shape right, Shape merged, int[] sources) {}

    private Update() {}

    /// The attributes of both sets, the right one's where both have the name.
    public static Attrs of(Attrs left, Attrs right) {
        if (left.isEmpty()) {
            return right;
        }
        if (right.isEmpty()) {
            return left;
        }
        Plan plan = plan(left.shape(), right.shape());
        int[] sources = plan.sources;
        Value[] merged = new Value[sources.length];
        Value[] fromLeft = left.values();
        Value[] fromRight = right.values();
        for (int i = 0; i < sources.length; i++) {
            int source = sources[i];
            merged[i] = source >= 0 ? fromLeft[source] : fromRight[~source];
        }
        return Attrs.of(plan.merged, merged);
    }

    private static Plan plan(Shape left, Shape right) {
        int at = (left.id() * 31 + right.id()) * 0x9E3779B9 >>> 20 & REMEMBERED - 1;
        Plan known = PLANS[at];
        if (known != null && known.left == left && known.right == right) {
            return known;
        }
        Plan made = merge(left, right);
        if (made.sources.length <= LARGEST_REMEMBERED) {
            PLANS[at] = made;
        }
        return made;
    }

    private static Plan merge(Shape left, Shape right) {
        Symbol[] a = left.names();
        Symbol[] b = right.names();
        Symbol[] names = new Symbol[a.length + b.length];
        int[] positions = new int[names.length];
        int[] sources = new int[names.length];
        int i = 0;
        int j = 0;
        int n = 0;
        while (i < a.length || j < b.length) {
            int order = i == a.length ? 1 : j == b.length ? -1 : a[i].compareTo(b[j]);
            boolean takeLeft = order < 0;
            names[n] = takeLeft ? a[i] : b[j];
            positions[n] = takeLeft ? left.positionAt(i) : right.positionAt(j);
            sources[n++] = takeLeft ? i : ~j;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        if (n == names.length) {
            return new Plan(left, right, Shape.of(names, positions), sources);
        }
        return new Plan(left, right, Shape.of(Arrays.copyOf(names, n), Arrays.copyOf(positions, n)),
                Arrays.copyOf(sources, n));
    }
}
