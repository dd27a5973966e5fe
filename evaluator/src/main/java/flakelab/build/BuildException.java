package flakelab.build;

import flakelab.store.BuildResult;
import flakelab.text.NixException;
import java.util.Optional;

/// A build that failed, or could not begin.
public sealed class BuildException extends NixException permits BuildException.FileConflict {
    private final BuildResult.Status status;

    BuildException(BuildResult.Status status, String message) {
        super(message, Optional.empty());
        this.status = status;
    }

    /// Why, in the worker protocol's words.
    public BuildResult.Status status() {
        return status;
    }

    /// Two packages of an environment that have the same file.
    public static final class FileConflict extends BuildException {
        private final String first;
        private final String second;
        private final int priority;

        FileConflict(BuildException plain, String first, String second, int priority) {
            super(plain.status(), plain.text());
            this.first = first;
            this.second = second;
            this.priority = priority;
        }

        public String first() {
            return first;
        }

        public String second() {
            return second;
        }

        /// That both packages have.
        public int priority() {
            return priority;
        }
    }
}
