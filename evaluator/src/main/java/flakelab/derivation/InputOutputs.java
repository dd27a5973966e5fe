package flakelab.derivation;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which outputs of an input derivation are needed, and, where an output is itself a derivation, which outputs of that
/// (dynamic derivations).
public record InputOutputs(SortedSet<String> names, SortedMap<String, InputOutputs> dynamic) {
    public static InputOutputs of(SortedSet<String> names) {
        return new InputOutputs(names, new TreeMap<>());
    }

    /// An empty set to add to.
    public static InputOutputs empty() {
        return new InputOutputs(new TreeSet<>(), new TreeMap<>());
    }
}
