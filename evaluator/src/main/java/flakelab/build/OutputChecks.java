package flakelab.build;

import flakelab.store.BuildResult.Status;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// What an output may refer to and how large it may be (CppNix `src/libstore/build/derivation-check.cc`).
///
/// An absent list of what is allowed allows everything, an empty one nothing. Elements are store paths or output names.
///
/// @param ignoreSelf whether an output may always refer to itself in its closure (plain attributes)
record OutputChecks(boolean ignoreSelf, Optional<Long> maxSize, Optional<Long> maxClosureSize,
        Optional<SortedSet<String>> allowedReferences, SortedSet<String> disallowedReferences,
        Optional<SortedSet<String>> allowedRequisites, SortedSet<String> disallowedRequisites) {

    /// One output's object in the structured attribute `outputChecks`.
    static OutputChecks of(SortedMap<String, Json> attrs) {
        return new OutputChecks(false, size(attrs, "maxSize"), size(attrs, "maxClosureSize"),
                references(attrs, "allowedReferences"),
                references(attrs, "disallowedReferences").orElseGet(TreeSet::new),
                references(attrs, "allowedRequisites"),
                references(attrs, "disallowedRequisites").orElseGet(TreeSet::new));
    }

    private static Optional<Long> size(SortedMap<String, Json> attrs, String name) {
        return DerivationOptions.member(attrs, name)
            .map(value -> value instanceof Json.Num number
                    ? Double.valueOf(number.literal()).longValue()
                    : 0L);
    }

    private static Optional<SortedSet<String>> references(SortedMap<String, Json> attrs,
            String name) {
        return DerivationOptions.member(attrs, name)
            .map(value -> new TreeSet<>(DerivationOptions.stringList(value)));
    }

    /// One output to be checked: its name, and all outputs just built, which may not be registered yet.
    record Subject(Store store, String derivation, String output,
            SortedMap<String, PathInfo> built) {
        PathInfo info() {
            return Optional.ofNullable(built.get(output)).orElseThrow();
        }
    }

    /// @throws BuildException if the output breaks a rule
    void apply(Subject subject) {
        PathInfo info = subject.info();
        StoreDir dir = subject.store().storeDir();
        if (maxSize.isPresent() && info.narSize() > maxSize.get()) {
            throw BuildErrors.rejected("path '%s' is too large at %s bytes; limit is %s bytes",
                    dir.print(info.path()),
                    info.narSize(), maxSize.get());
        }
        if (maxClosureSize.isPresent()) {
            long size = closure(subject).values().stream().mapToLong(PathInfo::narSize).sum();
            if (size > maxClosureSize.get()) {
                throw BuildErrors.rejected(
                        "closure of path '%s' is too large at %s bytes; limit is %s bytes",
                        dir.print(info.path()), size, maxClosureSize.get());
            }
        }
        allowedReferences.ifPresent(allowed -> check(subject, allowed, true, false));
        allowedRequisites.ifPresent(allowed -> check(subject, allowed, true, true));
        if (!disallowedReferences.isEmpty()) {
            check(subject, disallowedReferences, false, false);
        }
        if (!disallowedRequisites.isEmpty()) {
            check(subject, disallowedRequisites, false, true);
        }
    }

    private void check(Subject subject, SortedSet<String> listed, boolean allowed,
            boolean recursive) {
        SortedSet<StorePath> named = resolve(subject, listed);
        PathInfo info = subject.info();
        SortedSet<StorePath> used = new TreeSet<>(
                recursive ? closure(subject).keySet() : info.references());
        if (recursive && ignoreSelf) {
            used.remove(info.path());
        }
        used.removeIf(path -> named.contains(path) == allowed);
        if (!used.isEmpty()) {
            StoreDir dir = subject.store().storeDir();
            StringBuilder bad = new StringBuilder();
            used.forEach(path -> bad.append("\n  ").append(dir.print(path)));
            throw BuildErrors.rejected(
                    "output '%s' is not allowed to refer to the following paths:%s",
                    dir.print(info.path()), bad);
        }
    }

    private static SortedSet<StorePath> resolve(Subject subject, SortedSet<String> listed) {
        SortedSet<StorePath> named = new TreeSet<>();
        for (String name : listed) {
            PathInfo output = subject.built().get(name);
            Optional<StorePath> path = subject.store().storeDir().maybeParse(name);
            if (path.isPresent()) {
                named.add(path.get());
            } else if (output != null) {
                named.add(output.path());
            } else {
                throw BuildErrors.error(Status.OUTPUT_REJECTED,
                        "derivation '%s' output check for '%s' contains output"
                                + " name '%s', but this is not a valid output of this derivation. (Valid outputs are [%s].)",
                        subject.derivation(), subject.output(), name,
                        String.join(", ", subject.built().keySet()));
            }
        }
        return named;
    }

    private static Map<StorePath, PathInfo> closure(Subject subject) {
        Map<StorePath, PathInfo> fresh = new HashMap<>();
        subject.built().values().forEach(info -> fresh.put(info.path(), info));
        Map<StorePath, PathInfo> seen = new HashMap<>();
        ArrayDeque<StorePath> left = new ArrayDeque<>(List.of(subject.info().path()));
        while (!left.isEmpty()) {
            StorePath path = left.remove();
            if (!seen.containsKey(path)) {
                PathInfo known = fresh.get(path);
                PathInfo info = known != null ? known : subject.store().require(path);
                seen.put(path, info);
                left.addAll(info.references());
            }
        }
        return seen;
    }
}
