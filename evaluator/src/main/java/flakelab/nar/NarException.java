package flakelab.nar;

import flakelab.text.NixException;
import java.util.Optional;

/// A stream that is no Nix archive, or a tree that cannot be one.
public final class NarException extends NixException {
    NarException(String message) {
        super(message, Optional.empty());
    }
}
