package flakelab.value;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The store objects a string refers to: an immutable sorted set of elements in CppNix's encoding.
///
/// `hash-name` is a store object as it is, `=hash-name.drv` a derivation with its whole closure, `!out!hash-name.drv` an
/// output of a derivation (`src/libexpr/include/nix/expr/value/context.hh`). Equal sets may be different objects.
public final class StringContext {
    public static final StringContext EMPTY = new StringContext(new String[0]);

    private final String[] elements;

    private StringContext(String[] sorted) {
        this.elements = sorted;
    }

    public static StringContext of(String element) {
        return new StringContext(new String[]{element});
    }

    public static StringContext of(Collection<String> elements) {
        if (elements.isEmpty()) {
            return EMPTY;
        }
        String[] sorted = Set.copyOf(elements).toArray(String[]::new);
        Arrays.sort(sorted);
        return new StringContext(sorted);
    }

    public boolean isEmpty() {
        return elements.length == 0;
    }

    public int size() {
        return elements.length;
    }

    /// In CppNix's order: by encoded element, byte by byte.
    public List<String> elements() {
        return List.of(elements);
    }

    public boolean contains(String element) {
        return Arrays.binarySearch(elements, element) >= 0;
    }

    /// The elements of both; one of the two objects itself where it holds the other.
    public StringContext union(StringContext other) {
        if (this == other || other.elements.length == 0) {
            return this;
        }
        if (elements.length == 0) {
            return other;
        }
        return merge(other);
    }

    private StringContext merge(StringContext other) {
        String[] a = elements;
        String[] b = other.elements;
        String[] merged = new String[a.length + b.length];
        int i = 0;
        int j = 0;
        int n = 0;
        while (i < a.length && j < b.length) {
            int order = a[i] == b[j] ? 0 : a[i].compareTo(b[j]);
            merged[n++] = order <= 0 ? a[i] : b[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        while (i < a.length) {
            merged[n++] = a[i++];
        }
        while (j < b.length) {
            merged[n++] = b[j++];
        }
        if (n == a.length) {
            return this;
        }
        if (n == b.length) {
            return other;
        }
        return new StringContext(n == merged.length ? merged : Arrays.copyOf(merged, n));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StringContext context && Arrays.equals(elements, context.elements);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(elements);
    }

    @Override
    public String toString() {
        return Arrays.toString(elements);
    }

    /// Collects contexts while a string is put together.
    public static final class Builder {
        private StringContext first = EMPTY;
        private @Nullable Set<String> all;

        public void add(StringContext more) {
            if (more.elements.length == 0 || more == first) {
                return;
            }
            if (first.elements.length == 0) {
                first = more;
            } else {
                Collections.addAll(all(), more.elements);
            }
        }

        public void add(String element) {
            all().add(element);
        }

        private Set<String> all() {
            Set<String> known = all;
            if (known == null) {
                known = new HashSet<>();
                all = known;
            }
            return known;
        }

        public boolean isEmpty() {
            return first.isEmpty() && all == null;
        }

        public StringContext build() {
            return all == null ? first : first.union(of(all));
        }
    }
}
