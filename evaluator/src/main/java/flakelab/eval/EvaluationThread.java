package flakelab.eval;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A thread with stack enough to evaluate on: deep recursion in Nix is deep recursion in Java. It keeps what evaluation
/// knows per thread.
///
/// Other threads may evaluate too, as far as their stack reaches.
public final class EvaluationThread extends Thread {
    /// Reserved, not touched until needed.
    private static final long STACK_BYTES = 2L << 30;

    /// What other threads have instead; never started.
    private static final ThreadLocal<EvaluationThread> STAND_INS = ThreadLocal
        .withInitial(() -> new EvaluationThread(() -> {}, 0));

    /// How many calls are under way.
    int depth;

    /// How many may be; negative before the first call, and when the thread is asked to stop, by whichever thread.
    volatile int limit = -1;

    /// What thunks hold that this thread computes while others may want them too.
    @Nullable
    BlackHole hole;

    /// The work this thread does ahead of another, if it is a helper.
    volatile @Nullable Ahead work;

    private EvaluationThread(Runnable work, long stackBytes) {
        super(null, work, "evaluation", stackBytes);
    }

    /// Makes a thread for evaluation; not started yet.
    public static EvaluationThread of(Runnable work) {
        EvaluationThread thread = new EvaluationThread(work, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    static EvaluationThread current() {
        return Thread.currentThread() instanceof EvaluationThread here ? here : STAND_INS.get();
    }

    /// Runs one piece of work on a thread of its own and waits for it.
    public static <T> T call(Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        of(task).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
