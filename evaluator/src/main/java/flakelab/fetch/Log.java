package flakelab.fetch;

/// What fetching tells its user on the way. Texts are Latin-1 bytes as everywhere inside.
public interface Log {
    /// A warning, without the word `warning: `.
    void warn(String message);

    /// Something always shown (CppNix `notice`).
    void notice(String message);

    /// What is going on now, e.g. `unpacking '…' into the Git cache` (shown as progress, or with `-v`).
    default void activity(String what) {}

    /// Says nothing.
    Log SILENT = new Log() {
        @Override
        public void warn(String message) {}

        @Override
        public void notice(String message) {}
    };
}
