package flakelab.hash;

import flakelab.text.NixException;
import java.util.Optional;

/// A text that is no hash, or no name of an algorithm or format.
public final class HashException extends NixException {
    HashException(String message) {
        super(message, Optional.empty());
    }
}
