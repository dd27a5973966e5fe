package flakelab.session;

import flakelab.build.BuildListener;
import flakelab.text.Ansi;
import flakelab.text.Diagnostic;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.Latin1;
import java.util.Optional;

/// What the world outside tells the user while something runs, on its way to a [Console].
public interface Messages {
    Messages NONE = new Messages() {
    };

    /// A line, such as one of `builtins.trace`.
    default void line(String text) {}

    /// A warning without its `warning: `.
    default void warn(String message) {}

    /// Something said about the program, such as a lint.
    default void diagnostic(Diagnostic diagnostic) {}

    /// Asks the user; empty where nobody is there to answer.
    default Optional<String> ask(String question) {
        return Optional.empty();
    }

    /// Who watches builds.
    default BuildListener builds() {
        return BuildListener.NONE;
    }

    /// Messages as lines of a console.
    static Messages to(Console console) {
        return new Messages() {
            @Override
            public void line(String text) {
                String shown = Ansi.filter(Latin1.ofUnicode(text), !console.colours());
                console.err(Latin1.toUnicode(shown) + "\n");
            }

            @Override
            public void warn(String message) {
                console.err("\u001b[35;1mwarning:\u001b[0m " + message + "\n");
            }

            @Override
            public void diagnostic(Diagnostic diagnostic) {
                console.err(Latin1.toUnicode(
                        new DiagnosticRenderer(console.colours(), false, true).render(diagnostic))
                    .stripTrailing() + "\n");
            }

            @Override
            public Optional<String> ask(String question) {
                return console.ask(question, false);
            }

            @Override
            public BuildListener builds() {
                return new BuildLines(console, BuildLines.Style.NAMED);
            }
        };
    }
}
