package flakelab.build;

import flakelab.store.BuildResult;
import flakelab.store.BuildResult.Status;
import flakelab.store.StoreDir;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What became of what was wanted.
///
/// @param results  one for each wanted thing that was come to, in the order asked; with `keep-going` off, what was
///                 given up because something else failed has none
/// @param failures why each failed one did, in the order of `results`
/// @param statuses how every derivation failed that did, dependencies included
public record BuildReport(List<BuildResult> results, List<BuildException> failures,
        Set<Status> statuses,
        StoreDir dir) {

    public boolean success() {
        return failures.isEmpty();
    }

    /// The exit status of the command: 0, 1, or 100 and more by what went wrong (the manual's "Special exit codes").
    public int exitStatus() {
        if (success()) {
            return 0;
        }
        boolean timedOut = statuses.contains(Status.TIMED_OUT);
        boolean mismatch = statuses.contains(Status.HASH_MISMATCH);
        boolean differs = statuses.contains(Status.NOT_DETERMINISTIC);
        boolean failed = timedOut || mismatch || statuses.contains(Status.PERMANENT_FAILURE)
                || statuses.contains(Status.INPUT_REJECTED);
        if (!failed && !differs) {
            return 1;
        }
        return 0b1100000 | (failed ? 0b100 : 0) | (timedOut ? 0b1 : 0) | (mismatch ? 0b10 : 0)
                | (differs ? 0b1000 : 0);
    }

    /// The results, if all succeeded.
    ///
    /// @throws BuildException the one failure, or one that names all that failed after `listener` was told each
    public List<BuildResult> orThrow(BuildListener listener) {
        if (success()) {
            return results;
        }
        if (failures.size() == 1) {
            failures.getFirst().endWith(exitStatus());
            throw failures.getFirst();
        }
        SortedSet<String> names = new TreeSet<>();
        results.stream()
            .filter(result -> !result.success())
            .forEach(result -> names.add(result.wanted().show(dir)));
        failures.forEach(failure -> listener.notice("error: " + failure.text()));
        BuildException all = BuildErrors.severalFailed(names);
        all.endWith(exitStatus());
        throw all;
    }
}
