package flakelab.session.command;

import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a program started by a command sees of the variables of this process (CppNix `MixEnvironment`,
/// `src/libcmd/command.cc`). Texts are byte strings.
///
/// @param ignore start from none but those of `keep`
public record Variables(boolean ignore, Set<String> keep, Map<String, String> set, Set<String> unset) {
    /// All of them.
    public static final Variables ALL = new Variables(false, Set.of(), Map.of(), Set.of());

    /// Collects what flags say.
    public static final class Builder {
        private boolean ignore;
        private final Set<String> keep = new HashSet<>();
        private final Map<String, String> set = new HashMap<>();
        private final Set<String> unset = new HashSet<>();

        public void ignoreAll() {
            ignore = true;
        }

        public void keep(String name) {
            keep.add(name);
        }

        public void unset(String name) {
            if (set.containsKey(name)) {
                throw SessionErrors.usage(Emphasis.format(
                        "Cannot unset environment variable '%s' that is set with '%s'", name,
                        "--set-env-var"));
            }
            unset.add(name);
        }

        public void set(String name, String value) {
            if (unset.contains(name)) {
                throw SessionErrors.usage(Emphasis.format(
                        "Cannot set environment variable '%s' that is unset with '%s'", name,
                        "--unset-env-var"));
            }
            if (set.putIfAbsent(name, value) != null) {
                throw SessionErrors.usage(Emphasis.format(
                        "Duplicate definition of environment variable '%s' with '%s' is ambiguous",
                        name, "--set-env-var"));
            }
        }

        public Variables build() {
            return new Variables(ignore, Set.copyOf(keep), Map.copyOf(set), Set.copyOf(unset));
        }
    }

    /// What is left of, and added to, the variables given.
    ///
    /// @throws flakelab.session.SessionException for wishes that contradict each other
    SortedMap<String, String> of(Map<String, String> all) {
        if (ignore && !unset.isEmpty()) {
            throw SessionErrors.usage("--unset-env-var does not make sense with --ignore-env");
        }
        if (!ignore && !keep.isEmpty()) {
            throw SessionErrors.usage("--keep-env-var does not make sense without --ignore-env");
        }
        SortedMap<String, String> left = new TreeMap<>(all);
        if (ignore) {
            left.keySet().retainAll(keep);
        }
        left.putAll(set);
        left.keySet().removeAll(unset);
        return left;
    }
}
