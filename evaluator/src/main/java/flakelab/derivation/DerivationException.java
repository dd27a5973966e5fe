package flakelab.derivation;

import flakelab.text.NixException;
import java.util.Optional;

/// A derivation that cannot be: wrong text, wrong outputs.
public final class DerivationException extends NixException {
    DerivationException(String message) {
        super(message, Optional.empty());
    }
}
