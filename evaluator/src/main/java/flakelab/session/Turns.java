package flakelab.session;

import flakelab.eval.EvaluationThread;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// The one thread a session evaluates on, and waiting for it.
final class Turns implements AutoCloseable {
    private final ExecutorService executor = Executors
        .newSingleThreadExecutor(EvaluationThread::of);

    /// Runs the work there and waits for it; what it throws is thrown here. An interrupt of the waiting thread runs
    /// `onInterrupt` and the waiting goes on.
    <T> T call(Supplier<T> work, Runnable onInterrupt) {
        Future<T> result = executor.submit(work::get);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    onInterrupt.run();
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrapped(ExecutionException wrapper) {
        return switch (wrapper.getCause()) {
            case RuntimeException failure -> failure;
            case Error failure -> throw failure;
            case null, default -> new IllegalStateException(wrapper);
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
