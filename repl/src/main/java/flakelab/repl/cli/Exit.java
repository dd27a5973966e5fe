package flakelab.repl.cli;

/// Ends a program with a status, everything said already.
final class Exit extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Exit(int status) {
        super("exit " + status, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
