package flakelab.session;

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

    /// Whether builders' own lines are to be shown where nothing else was said.
    default boolean showsBuildLogs() {
        return false;
    }

    /// Shows a display, or replaces the one shown before under the same id (progress).
    void update(String displayId, Display display);

    /// Asks the user; empty when nobody is there to answer.
    Optional<String> ask(String prompt, boolean password);

    boolean colours();

    /// Width of the screen in columns.
    int width();

    /// Whether programs that are started have a terminal to talk to a person with.
    default boolean hasTerminal() {
        return false;
    }

    /// Lets a program run and waits for it: at the terminal, or without one with no input and with its output coming out
    /// here.
    ///
    /// @return its exit status
    /// @throws SessionException where no programs can be started
    default int start(Program program) {
        throw SessionErrors.error("programs cannot be started from here");
    }
}
