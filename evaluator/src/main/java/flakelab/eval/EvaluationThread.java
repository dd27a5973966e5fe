package flakelab.eval;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Runs evaluation where there is stack enough: deep recursion in Nix is deep recursion in Java.
public final class EvaluationThread {
    /// Reserved, not touched until needed.
    private static final long STACK_BYTES = 2L << 30;

    private EvaluationThread() {}

    /// Makes a thread for evaluation; not started yet.
    public static Thread of(Runnable work) {
        Thread thread = new Thread(null, work, "evaluation", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
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
