package flakelab.eval;

import flakelab.value.Hole;
import flakelab.value.Thunk;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What a thunk holds while it is computed. The evaluator has one without an owner, for as long as one thread is alone, and
/// one for each of several threads.
final class BlackHole extends Hole {
    private static final int SPINS = 200;
    private static final int MOST_THREADS = 1024;
    private static final long SHORTEST_NAP_NANOS = 10_000;
    private static final long LONGEST_NAP_NANOS = 500_000;

    private final Evaluator ev;
    private final @Nullable EvaluationThread owner;
    private volatile @Nullable Thunk awaited;

    BlackHole(Evaluator ev, @Nullable EvaluationThread owner) {
        this.ev = ev;
        this.owner = owner;
    }

    boolean isOf(Evaluator evaluator) {
        return ev == evaluator;
    }

    @Override
    protected BlackHole mine() {
        BlackHole mine = EvaluationThread.current().hole;
        return mine != null && mine.ev == ev ? mine : this;
    }

    @Override
    protected boolean isAhead() {
        return owner != null && owner.work != null;
    }

    /// A thread that works ahead and finds itself in a circle, with or without others, leaves the matter to the thread that
    /// decides. That one therefore never waits in vain, and meets a circle just as it would alone.
    @Override
    protected @Nullable RuntimeException met(Thunk thunk, int pos) {
        BlackHole mine = mine();
        if (owner == null || this == mine) {
            return mine.isAhead() ? new Abandoned(false) : EvalErrors.infiniteRecursion().at(ev.at(pos));
        }
        mine.await(thunk, this);
        return null;
    }

    private void await(Thunk thunk, BlackHole other) {
        awaited = thunk;
        try {
            long nap = SHORTEST_NAP_NANOS;
            for (int i = 0; thunk.hole() == other; i++) {
                ev.interruptIfAsked();
                if (isAhead() && awaitsItself()) {
                    throw new Abandoned(true);
                }
                if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(nap);
                    nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
                }
            }
        } finally {
            awaited = null;
        }
    }

    /// Whether the threads waited for wait for this one in the end. They may change while they are looked at: the answer
    /// may be wrong, which costs a little work, but a circle that lasts is always seen.
    private boolean awaitsItself() {
        Hole at = this;
        for (int i = 0; i < MOST_THREADS && at instanceof BlackHole hole; i++) {
            Thunk next = hole.awaited;
            at = next == null ? null : next.hole();
            if (at == this) {
                return true;
            }
        }
        return false;
    }
}
