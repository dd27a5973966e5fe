package flakelab.fetch;

import flakelab.text.Diagnostic;
import flakelab.text.NixException;
import java.util.Optional;

/// A source that could not be described, fetched or verified.
public class FetchException extends NixException {
    FetchException(String message) {
        super(message, Optional.empty());
    }

    /// Adds what was being done when this happened.
    FetchException whileDoing(String what) {
        addFrame(new Diagnostic.Frame(Optional.empty(), what, false));
        return this;
    }

    /// A text that is no URL, or one no fetcher understands (CppNix `BadURL`): callers that may try another reading
    /// of the text catch exactly this.
    public static final class BadUrl extends FetchException {
        BadUrl(String message) {
            super(message);
        }
    }

    /// A path the accessor hides: a file Git does not track, for instance (CppNix `RestrictedPathError`).
    public static final class Restricted extends FetchException {
        Restricted(String message) {
            super(message);
        }
    }

    /// A source that is not what its `narHash` says; CppNix exits with 102 then.
    public static final class Mismatch extends FetchException {
        private static final int STATUS = 102;

        Mismatch(String message) {
            super(message);
            endWith(102);
        }
    }
}
