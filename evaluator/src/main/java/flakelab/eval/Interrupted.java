package flakelab.eval;

/// The user asked to stop. Not an error of the program, so no frame is ever added; thunks under way are as they were before.
public final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Interrupted() {
        super("interrupted by the user", null, false, false);
    }
}
