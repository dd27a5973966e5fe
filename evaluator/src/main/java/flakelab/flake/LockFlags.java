package flakelab.flake;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// How a flake is to be locked; in comments the command line's flags that say so.
///
/// @param recreate       ignore the old lock file (`--recreate-lock-file`)
/// @param update         whether changes are allowed at all (not with `--no-update-lock-file`)
/// @param write          whether changes are written; otherwise they live in memory (`--no-write-lock-file`)
/// @param failOnUnlocked whether an input that may change is an error
/// @param registries     whether names are looked up (`--no-registries`)
/// @param allowUnlocked  whether new inputs may be references that can change (not in pure evaluation)
/// @param commit         commit the changed file (`--commit-lock-file`)
/// @param reference      a lock file to read instead (`--reference-lock-file`)
/// @param output         a lock file to write instead (`--output-lock-file`)
/// @param overrides      inputs to take from elsewhere, by path (`--override-input`)
/// @param updates        inputs whose old lock does not count (`--update-input`, `nix flake update NAME`)
public record LockFlags(boolean recreate, boolean update, boolean write, boolean failOnUnlocked,
        boolean registries,
        boolean allowUnlocked, boolean commit, Optional<Path> reference, Optional<Path> output,
        SortedMap<List<String>, FlakeRef> overrides, SortedSet<List<String>> updates) {
    public static final LockFlags DEFAULT = new LockFlags(false, true, true, false, true, true,
            false, Optional.empty(),
            Optional.empty(), Collections.emptySortedMap(), Collections.emptySortedSet());

    public LockFlags {
        SortedMap<List<String>, FlakeRef> sorted = new TreeMap<>(InputPath.ORDER);
        sorted.putAll(overrides);
        overrides = Collections.unmodifiableSortedMap(sorted);
        SortedSet<List<String>> ordered = new TreeSet<>(InputPath.ORDER);
        ordered.addAll(updates);
        updates = Collections.unmodifiableSortedSet(ordered);
    }

    public LockFlags withRecreate(boolean on) {
        return new LockFlags(on, update, write, failOnUnlocked, registries, allowUnlocked, commit,
                reference, output,
                overrides, updates);
    }

    public LockFlags withUpdate(boolean on) {
        return new LockFlags(recreate, on, write, failOnUnlocked, registries, allowUnlocked, commit,
                reference, output,
                overrides, updates);
    }

    public LockFlags withWrite(boolean on) {
        return new LockFlags(recreate, update, on, failOnUnlocked, registries, allowUnlocked,
                commit, reference,
                output, overrides, updates);
    }

    public LockFlags withFailOnUnlocked(boolean on) {
        return new LockFlags(recreate, update, write, on, registries, allowUnlocked, commit,
                reference, output,
                overrides, updates);
    }

    public LockFlags withRegistries(boolean on) {
        return new LockFlags(recreate, update, write, failOnUnlocked, on, allowUnlocked, commit,
                reference, output,
                overrides, updates);
    }

    public LockFlags withAllowUnlocked(boolean on) {
        return new LockFlags(recreate, update, write, failOnUnlocked, registries, on, commit,
                reference, output,
                overrides, updates);
    }

    public LockFlags withCommit(boolean on) {
        return new LockFlags(recreate, update, write, failOnUnlocked, registries, allowUnlocked, on,
                reference, output,
                overrides, updates);
    }

    public LockFlags withReference(Path file) {
        return new LockFlags(recreate, update, write, failOnUnlocked, registries, allowUnlocked,
                commit,
                Optional.of(file), output, overrides, updates);
    }

    public LockFlags withOutput(Path file) {
        return new LockFlags(recreate, update, write, failOnUnlocked, registries, allowUnlocked,
                commit, reference,
                Optional.of(file), overrides, updates);
    }

    /// One input from elsewhere, besides those before.
    public LockFlags withOverride(List<String> input, FlakeRef ref) {
        SortedMap<List<String>, FlakeRef> more = new TreeMap<>(overrides);
        more.put(input, ref);
        return new LockFlags(recreate, update, write, failOnUnlocked, registries, allowUnlocked,
                commit, reference,
                output, more, updates);
    }

    /// One input to update, besides those before.
    public LockFlags withUpdateOf(List<String> input) {
        SortedSet<List<String>> more = new TreeSet<>(updates);
        more.add(input);
        return new LockFlags(recreate, update, write, failOnUnlocked, registries, allowUnlocked,
                commit, reference,
                output, overrides, more);
    }
}
