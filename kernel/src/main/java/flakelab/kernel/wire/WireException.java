package flakelab.kernel.wire;

/// A message that cannot be trusted or read; it is dropped.
public final class WireException extends Exception {
    WireException(String message) {
        super(message);
    }
}
