package flakelab.session;

import flakelab.text.Diagnostic;
import java.util.List;
import java.util.Optional;

/// One persistent, lazy evaluator with the names bound so far: the object behind every door.
///
/// One input runs at a time, on the session's own thread with a large stack; [#interrupt] may be called from any thread.
public final class Session implements AutoCloseable {
    private final SessionOptions options;

    private Session(SessionOptions options) {
        this.options = options;
    }

    public static Session open(SessionOptions options) {
        return new Session(options);
    }

    /// Runs one whole input: an expression, bindings (`x = 1; y = 2`) or a `:command`. Never throws for a user's
    /// mistake.
    public Answer run(String input, Console console) {
        Diagnostic diagnostic = Diagnostic.error("the evaluator is not there yet",
                Optional.empty());
        return new Answer.Failed(diagnostic, Display.text("error: " + diagnostic.message()), false);
    }

    /// Whether the input is finished, for front ends that read line by line.
    public Completeness completeness(String input) {
        return new Completeness(Completeness.Kind.COMPLETE, "");
    }

    /// Proposals for the input at `cursor` (a UTF-16 index). Bounded in time; never fetches, builds or writes.
    public Completions complete(String input, int cursor) {
        return new Completions(cursor, cursor, List.of());
    }

    /// What is known of the name or attribute path at `cursor`; `detail` 0 is a short form, 1 everything.
    public Optional<Display> inspect(String input, int cursor, int detail) {
        return Optional.empty();
    }

    /// Stops what is running now; does nothing otherwise. Values stay usable.
    public void interrupt() {}

    public Settings settings() {
        return options.settings();
    }

    @Override
    public void close() {}
}
