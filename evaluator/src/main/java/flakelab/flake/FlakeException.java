package flakelab.flake;

import flakelab.text.NixException;
import java.util.Optional;

/// A flake, a reference to one, or a lock file that is not as it should be.
public final class FlakeException extends NixException {
    FlakeException(String message) {
        super(message, Optional.empty());
    }
}
