package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.command.Installables;
import flakelab.session.command.Locking;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The flags of commands that work on installables: where they are looked for, and how flakes are locked on the way.
final class InstallableFlags {
    private @Nullable String file;
    private @Nullable String expression;
    private final Locking.Builder locking = new Locking.Builder();

    Flags addTo(Flags flags) {
        flags
            .value(text -> file = text, "FILE", "Installables are attribute paths in this file.",
                    "-f", "--file")
            .value(text -> expression = text, "EXPR",
                    "Installables are attribute paths in this expression.", "--expr");
        return addLocking(flags);
    }

    /// Only the flags about locking.
    Flags addLocking(Flags flags) {
        return flags.toggle(locking::recreate, "", "--recreate-lock-file")
            .toggle(locking::noUpdate, "Fail where the lock file would change.",
                    "--no-update-lock-file")
            .toggle(locking::noWrite, "Do not write a changed lock file.", "--no-write-lock-file")
            .toggle(locking::noRegistries, "", "--no-registries")
            .toggle(locking::commit, "Commit a changed lock file.", "--commit-lock-file")
            .value(locking::update, "INPUT", "", "--update-input")
            .pair(locking::override, "INPUT FLAKE", "Take an input from elsewhere.",
                    "--override-input")
            .value(locking::reference, "FILE", "Read this lock file instead.",
                    "--reference-lock-file")
            .value(locking::output, "FILE", "Write this lock file instead.", "--output-lock-file");
    }

    Locking.Builder builder() {
        return locking;
    }

    Locking locking() {
        return locking.build();
    }

    /// What was said, after the command line was read; a file makes evaluation impure.
    Installables installables(EvalFlags common) {
        if (file != null) {
            if (common.settings.isSet(StandardSettings.PURE_EVAL)
                    && common.settings.get(StandardSettings.PURE_EVAL)) {
                throw SessionErrors.usage("'--file' is not compatible with '--pure-eval'");
            }
            common.settings.put(StandardSettings.PURE_EVAL, false);
        }
        return new Installables(Optional.ofNullable(file), Optional.ofNullable(expression),
                locking());
    }
}
