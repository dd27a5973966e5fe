package flakelab.build;

import flakelab.store.BuildResult.Status;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Something a [Scheduler] is to achieve, after other goals (CppNix `src/libstore/build/goal.cc`).
///
/// All methods run on the scheduler's thread.
abstract class Goal {
    final Scheduler scheduler;
    final Workshop workshop;
    private final List<Goal> waiting = new ArrayList<>();
    private int left;
    private int failed;
    private boolean done;
    private @Nullable BuildException failure;
    private Status status = Status.BUILT;
    private SortedMap<String, StorePath> outputs = new TreeMap<>();

    Goal(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.workshop = scheduler.workshop();
    }

    /// Begins; called once.
    abstract void start();

    /// All goals waited for are done; `failures` of them failed. Without `keep-going` called at the first failure.
    abstract void resumed(int failures);

    /// Whose failures are to be told when others wait for it; the rest pass on failures of goals that were told.
    abstract Optional<StorePath> told();

    boolean done() {
        return done;
    }

    Optional<BuildException> failure() {
        return Optional.ofNullable(failure);
    }

    Status status() {
        return status;
    }

    SortedMap<String, StorePath> outputs() {
        return outputs;
    }

    boolean awaited() {
        return !waiting.isEmpty();
    }

    /// Waits for other goals, then [#resumed].
    void await(Collection<? extends Goal> goals) {
        left = 0;
        failed = 0;
        for (Goal goal : goals) {
            if (!goal.done) {
                left++;
                goal.waiting.add(this);
            } else if (goal.failure != null) {
                failed++;
            }
        }
        if (left == 0 || failed > 0 && !scheduler.keepsGoing()) {
            left = 0;
            int failures = failed;
            scheduler.later(this, () -> resumed(failures));
        }
    }

    void succeed(Status how, SortedMap<String, StorePath> paths) {
        if (!done) {
            status = how;
            outputs = paths;
            finish();
        }
    }

    void fail(BuildException why) {
        if (!done) {
            failure = why;
            status = why.status();
            finish();
        }
    }

    private void finish() {
        done = true;
        scheduler.finished(this);
        for (Goal goal : waiting) {
            goal.wake(this);
        }
    }

    private void wake(Goal finished) {
        if (left == 0) {
            return; // gave up before
        }
        left--;
        if (finished.failure != null) {
            failed++;
            if (!scheduler.keepsGoing()) {
                left = 0;
            }
        }
        if (left == 0) {
            int failures = failed;
            scheduler.later(this, () -> resumed(failures));
        }
    }
}
