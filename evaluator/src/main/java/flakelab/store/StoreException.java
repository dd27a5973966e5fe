package flakelab.store;

import flakelab.text.NixException;
import java.util.Optional;

/// A store that cannot do what it was asked, or a name that is no store path.
public class StoreException extends NixException {
    public StoreException(String message) {
        super(message, Optional.empty());
    }

    /// The path is not in the store.
    public static final class InvalidPath extends StoreException {
        public InvalidPath(String message) {
            super(message);
        }
    }

    /// The text is no store path.
    public static final class BadPath extends StoreException {
        public BadPath(String message) {
            super(message);
        }
    }

    /// What another Nix said.
    public static final class Said extends StoreException {
        public Said(String message) {
            super(message);
        }
    }
}
