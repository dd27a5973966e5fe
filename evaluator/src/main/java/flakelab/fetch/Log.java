package flakelab.fetch;

import flakelab.text.Verbosity;

/// What fetching tells its user on the way. Texts are Latin-1 bytes as everywhere inside.
public interface Log {
    /// A warning, without the word `warning: `.
    void warn(String message);

    /// Something always shown (CppNix `notice`).
    void notice(String message);

    /// Something for those who want to hear as much as this level.
    default void say(Verbosity level, String message) {}

    /// What is going on now, e.g. `unpacking '…' into the Git cache`.
    default void activity(Verbosity level, String what) {
        say(level, what + "...");
    }

    /// Says nothing.
    Log SILENT = new Log() {
        @Override
        public void warn(String message) {}

        @Override
        public void notice(String message) {}
    };
}
