package flakelab.session;

import flakelab.text.NixException;
import java.util.Optional;

/// A mistake in how the session was asked: a setting, a flag, a command. `usage`: the program's help would help.
public final class SessionException extends NixException {
    private final boolean usage;

    SessionException(String message, boolean usage) {
        this(message, usage, 1);
    }

    SessionException(String message, boolean usage, int status) {
        super(message, Optional.empty());
        this.usage = usage;
        endWith(status);
    }

    /// Whether `Try '… --help' for more information.` should follow (CppNix's `UsageError`).
    public boolean isUsage() {
        return usage;
    }

    /// Whether there is nothing to say, only a status to end with.
    public boolean isSilent() {
        return text().isEmpty();
    }
}
