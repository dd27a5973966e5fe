package flakelab.eval;

import flakelab.text.NixException;
import flakelab.value.Thunk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The threads that work ahead of the one that decides. They come when there is work and go when there has been none for a
/// while.
final class Crew {
    private static final long PATIENCE_MILLIS = 100;
    private static final long NAP_MILLIS = 1;
    private static int crews;

    private final Evaluator ev;
    private final int most;
    private final List<Ahead> open = new ArrayList<>();
    private final List<EvaluationThread> helpers = new ArrayList<>();
    private int waiting;
    private volatile int busy;

    private record Task(Ahead ahead, int number) {}

    /// @param most how many helpers there may be
    Crew(Evaluator ev, int most) {
        this.ev = ev;
        this.most = most;
    }

    /// Whether someone would begin at once with what is given out now.
    boolean isIdle() {
        return busy < most;
    }

    synchronized Ahead begin(int count, IntConsumer work) {
        join(EvaluationThread.current());
        Ahead ahead = new Ahead(this, count, work);
        open.add(ahead);
        if (waiting > 0) {
            notifyAll();
        } else if (helpers.size() < most) {
            hire();
        }
        return ahead;
    }

    /// Helpers still at it are asked to stop.
    synchronized void end(Ahead ahead) {
        open.remove(ahead);
        for (EvaluationThread helper : helpers) {
            if (helper.work == ahead) {
                helper.limit = -1;
            }
        }
    }

    private void join(EvaluationThread thread) {
        if (thread.hole == null || !thread.hole.isOf(ev)) {
            thread.hole = new BlackHole(ev, thread);
        }
    }

    private void hire() {
        if (helpers.isEmpty()) {
            share(1);
        }
        EvaluationThread helper = EvaluationThread.of(this::help);
        helpers.add(helper);
        helper.start();
    }

    private synchronized void dismiss(EvaluationThread helper) {
        if (helpers.remove(helper) && helpers.isEmpty()) {
            share(-1);
        }
    }

    private static void share(int change) {
        synchronized (Crew.class) {
            crews += change;
            Thunk.shared(crews > 0);
        }
    }

    private void help() {
        EvaluationThread here = EvaluationThread.current();
        join(here);
        try {
            for (Task task = take(here); task != null; task = take(here)) {
                run(task);
                finish(here);
            }
        } catch (InterruptedException e) {
            here.interrupt();
        } finally {
            dismiss(here);
        }
    }

    private void run(Task task) {
        try {
            task.ahead.run(task.number);
        } catch (Abandoned e) {
            if (e.untilLater) {
                tryLater(task);
            }
        } catch (NixException | StackOverflowError e) {
            // The thread that decides will meet it too.
            return;
        }
    }

    private synchronized void tryLater(Task task) {
        task.ahead.tryLater(task.number);
    }

    private synchronized void finish(EvaluationThread helper) {
        helper.work = null;
        busy--;
    }

    /// The next task, `null` if none comes for some time. What was put off waits until there is nothing else.
    private synchronized @Nullable Task take(EvaluationThread helper) throws InterruptedException {
        long start = System.nanoTime();
        boolean napped = false;
        while (true) {
            Ahead next = next(napped);
            if (next != null) {
                busy++;
                helper.depth = 0;
                helper.limit = ev.settings().maxCallDepth();
                helper.work = next;
                return new Task(next, next.next());
            }
            napped = open.stream().anyMatch(Ahead::hasTasks);
            if (!napped && System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                dismiss(helper);
                return null;
            }
            waiting++;
            wait(napped ? NAP_MILLIS : PATIENCE_MILLIS);
            waiting--;
        }
    }

    private @Nullable Ahead next(boolean evenPutOff) {
        for (Ahead ahead : open) {
            if (ahead.hasFresh() || evenPutOff && ahead.hasTasks()) {
                return ahead;
            }
        }
        return null;
    }
}
