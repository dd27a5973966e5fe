package flakelab.build;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Kills a builder that runs or is silent for too long.
final class Watchdog implements AutoCloseable {
    private final Optional<Thread> thread;
    private volatile long heard = System.nanoTime();

    Watchdog(BuildOptions.Limits limits, Consumer<BuildException> kill) {
        boolean needed = !limits.maxSilentTime().isZero() || !limits.timeout().isZero();
        long started = heard;
        this.thread = needed
                ? Optional.of(Thread.ofVirtual().start(() -> watch(limits, started, kill)))
                : Optional.empty();
    }

    void heard() {
        heard = System.nanoTime();
    }

    private void watch(BuildOptions.Limits limits, long started, Consumer<BuildException> kill) {
        try {
            while (true) {
                long now = System.nanoTime();
                if (exceeded(limits.maxSilentTime(), now - heard)) {
                    kill.accept(BuildErrors.timedOut(limits.maxSilentTime().toSeconds()));
                    return;
                }
                if (exceeded(limits.timeout(), now - started)) {
                    kill.accept(BuildErrors.timedOut(limits.timeout().toSeconds()));
                    return;
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the builder ended in time
        }
    }

    private static boolean exceeded(Duration limit, long nanos) {
        return !limit.isZero() && nanos >= limit.toNanos();
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
