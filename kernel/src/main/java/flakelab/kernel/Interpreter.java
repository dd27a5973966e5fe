package flakelab.kernel;

import flakelab.session.Answer;
import flakelab.session.Completeness;
import flakelab.session.Completions;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Session;
import flakelab.session.Tree;
import java.util.List;
import java.util.Optional;

/// What the kernel needs from a session, and no more, so that the engine can be tested around an echo.
///
/// `run` is called by one thread at a time; everything else by any thread, also while `run` runs.
public interface Interpreter extends AutoCloseable {
    Answer run(String input, Console console);

    Completeness completeness(String input);

    /// `cursor` and the answer's bounds count UTF-16 units.
    Completions complete(String input, int cursor);

    Optional<Display> inspect(String input, int cursor, int detail);

    /// Evaluates one node of a tree and gives its parts; waits while `run` runs.
    ///
    /// @throws flakelab.text.NixException when evaluation fails
    List<Tree> open(Tree tree);

    /// Makes a running `run` or `open` end soon, `run` with [Answer.Failed]; harmless otherwise.
    void interrupt();

    @Override
    void close();

    static Interpreter of(Session session) {
        return new Interpreter() {
            @Override
            public Answer run(String input, Console console) {
                return session.run(input, console);
            }

            @Override
            public Completeness completeness(String input) {
                return session.completeness(input);
            }

            @Override
            public Completions complete(String input, int cursor) {
                return session.complete(input, cursor);
            }

            @Override
            public Optional<Display> inspect(String input, int cursor, int detail) {
                return session.inspect(input, cursor, detail);
            }

            @Override
            public List<Tree> open(Tree tree) {
                return session.open(tree);
            }

            @Override
            public void interrupt() {
                session.interrupt();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }
}
