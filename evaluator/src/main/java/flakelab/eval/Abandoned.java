package flakelab.eval;

/// Work begun ahead of time is left to the thread that decides. Like [Interrupted] no error of the program: thunks under
/// way are as they were before.
final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Whether trying again later makes sense.
    final boolean untilLater;

    Abandoned(boolean untilLater) {
        super("left to the thread that decides", null, false, false);
        this.untilLater = untilLater;
    }
}
