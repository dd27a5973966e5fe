package flakelab.store;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a store object refers to: others, and possibly itself (whose path is not known while it is computed).
public record References(SortedSet<StorePath> others, boolean self) {
    public static final References NONE = new References(new TreeSet<>(), false);

    public static References of(Set<StorePath> others) {
        return others.isEmpty() ? NONE : new References(new TreeSet<>(others), false);
    }

    /// Splits a set of references of the object `path`.
    public static References of(Set<StorePath> all, StorePath path) {
        TreeSet<StorePath> others = new TreeSet<>(all);
        boolean self = others.remove(path);
        return new References(others, self);
    }

    public boolean isEmpty() {
        return !self && others.isEmpty();
    }
}
