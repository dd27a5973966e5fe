package flakelab.syntax;

import flakelab.text.Origin;
import flakelab.text.Source;

/// Whether a prompt should run what was typed so far or ask for another line; decided as CppNix's REPL does, which runs what is
/// wrong for any other reason than that it ends too early.
public sealed interface Completeness {
    record Complete() implements Completeness {}

    record Incomplete() implements Completeness {}

    record Invalid(SyntaxException error) implements Completeness {}

    /// Judges an input (Latin-1, one char per byte) that is not a command.
    static Completeness of(String input, ParserSettings settings) {
        if (input.isBlank()) {
            return new Complete();
        }
        try {
            ReplInput.parse(new Source(new Origin.Text(), input), 1, settings);
            return new Complete();
        } catch (SyntaxException e) {
            return e.incomplete() ? new Incomplete() : new Invalid(e);
        }
    }
}
