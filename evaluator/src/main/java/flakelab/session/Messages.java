package flakelab.session;

import flakelab.build.BuildListener;

/// What the world outside tells the user while something runs, on its way to a [Console].
public interface Messages {
    Messages NONE = new Messages() {};

    /// A line, such as one of `builtins.trace`.
    default void trace(String line) {}

    /// A warning without its `warning: `.
    default void warn(String message) {}

    /// Who watches builds.
    default BuildListener builds() {
        return BuildListener.NONE;
    }

    /// Messages as lines of a console.
    static Messages to(Console console) {
        return new Messages() {
            @Override
            public void trace(String line) {
                console.err(line + "\n");
            }

            @Override
            public void warn(String message) {
                console.err("\u001b[35;1mwarning:\u001b[0m " + message + "\n");
            }

            @Override
            public BuildListener builds() {
                return new BuildLines(console);
            }
        };
    }
}
