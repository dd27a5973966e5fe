package flakelab.session;

import flakelab.text.Diagnostic;
import java.util.List;

/// What came of one input given to a [Session].
public sealed interface Answer {
    /// An expression's value, or what a command has to show.
    record Shown(Display display) implements Answer {}

    /// New names in scope. `display` says so in words (`Added 3 variables.` …) and may be empty text for `x = 1`.
    record Bound(List<String> names, Display display) implements Answer {
        public Bound {
            names = List.copyOf(names);
        }
    }

    /// Nothing to show.
    record Silent() implements Answer {}

    /// An error; the session lives on. `interrupted`: the user stopped it. `display` is the rendered diagnostic
    /// (`text/plain` with ANSI where the console has colours, `text/html`).
    record Failed(Diagnostic diagnostic, Display display,
            boolean interrupted) implements Answer {}

    /// The user asked to leave.
    record Quit() implements Answer {}
}
