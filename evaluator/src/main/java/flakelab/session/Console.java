package flakelab.session;

import flakelab.text.Verbosity;
import java.util.Optional;

/// The way out of a session while something runs: stream text, progress, questions. Called from the evaluation thread.
public interface Console {
    /// Text for the user's screen, ANSI colours allowed where [#colours].
    void out(String text);

    /// Warnings, `builtins.trace`, build logs.
    void err(String text);

    /// A line for those who want to know so much.
    default void log(Verbosity level, String line) {
        if (level.compareTo(verbosity()) <= 0) {
            err(line + "\n");
        }
    }

    /// How much is to be said.
    default Verbosity verbosity() {
        return Verbosity.NOTICE;
    }

    /// Shows a display, or replaces the one shown before under the same id (progress).
    void update(String displayId, Display display);

    /// Asks the user; empty when nobody is there to answer.
    Optional<String> ask(String prompt, boolean password);

    boolean colours();

    /// Width of the screen in columns.
    int width();
}
