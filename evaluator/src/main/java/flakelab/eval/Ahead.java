package flakelab.eval;

import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Work the current thread is about to do, so that other cores can begin with it:
///
/// ```java
/// try (Ahead _ = evaluator.ahead(checks.size(), i -> force(checks.get(i)))) {
///     checks.forEach(this::force);
/// }
/// ```
///
/// It is advice and no more. The current thread still does everything, in its own order, and finds most values there
/// already. It alone decides: what comes out, which error is reported with which trace, and the order of all output are
/// those of one thread. The tasks only force values. Helpers begin with the last task, take nothing over that has effects
/// ([#refuse]) or fails, and stop when this is closed.
public final class Ahead implements AutoCloseable {
    /// Nothing is begun.
    public static final Ahead NONE = new Ahead(null, 0, i -> {});

    private final @Nullable Crew crew;
    private final IntConsumer task;
    private int left;
    private final Deque<Integer> later = new ArrayDeque<>(0);
    private volatile boolean closed;

    /// @param task what to do with each number below `count`
    Ahead(@Nullable Crew crew, int count, IntConsumer task) {
        this.crew = crew;
        this.left = count;
        this.task = task;
    }

    /// To be called before anything that a person sees or that cannot be undone, and where an error is caught: work ahead of
    /// time ends there, and goes on when the thread that decides has done it.
    public static void refuse() {
        if (Thread.currentThread() instanceof EvaluationThread here && here.work != null) {
            throw new Abandoned(true);
        }
    }

    /// Whether more than one of the values is still to be computed.
    static boolean isWorthIt(int count, IntFunction<Value> values) {
        int left = 0;
        for (int i = 0; i < count && left < 2; i++) {
            left += values.apply(i) instanceof Thunk thunk && !thunk.isForced() ? 1 : 0;
        }
        return left > 1;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        if (crew != null) {
            crew.end(this);
        }
    }

    // Kept by the crew, under its lock

    boolean hasFresh() {
        return left > 0;
    }

    boolean hasTasks() {
        return left > 0 || !later.isEmpty();
    }

    int next() {
        return left > 0 ? --left : later.remove();
    }

    void tryLater(int number) {
        later.add(number);
    }

    void run(int number) {
        task.accept(number);
    }
}
