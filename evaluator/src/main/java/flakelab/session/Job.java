package flakelab.session;

import java.util.function.Consumer;

/// One-shot work on a session's state, for programs of the command line. Failures are thrown.
public interface Job {
    /// `out` takes Nix's own bytes (one Latin-1 char each) for standard output; messages go to the console.
    void run(State state, Consumer<String> out, Console console);
}
