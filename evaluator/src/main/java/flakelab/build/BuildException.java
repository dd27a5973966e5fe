package flakelab.build;

import flakelab.store.BuildResult;
import flakelab.text.NixException;
import java.util.Optional;

/// A build that failed, or could not begin.
public final class BuildException extends NixException {
    private final BuildResult.Status status;

    BuildException(BuildResult.Status status, String message) {
        super(message, Optional.empty());
        this.status = status;
    }

    /// Why, in the worker protocol's words.
    public BuildResult.Status status() {
        return status;
    }
}
