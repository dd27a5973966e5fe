package flakelab.value;

import flakelab.text.NixException;

/// What a thunk holds after an error.
final class Failure extends Code {
    /// The error is final; it is the thunk's payload.
    static final Failure FINAL = new Failure();
    /// The error was met by a thread working ahead; the payload is an [Attempt].
    static final Failure AHEAD = new Failure();

    /// Enough to throw the error again, and to do the work again.
    record Attempt(NixException error, Code code, Object[] frame) {}

    private Failure() {
        super(null);
    }

    @Override
    public Value eval(Object[] frame) {
        throw new IllegalStateException("failed before");
    }
}
