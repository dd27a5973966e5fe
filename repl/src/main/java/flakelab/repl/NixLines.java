package flakelab.repl;

import flakelab.session.Completeness;
import flakelab.session.Completions;
import flakelab.session.Session;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// What JLine asks about a line, answered by the session: is the input finished, and what could stand here.
final class NixLines implements Parser, Completer {
    private final Session session;

    NixLines(Session session) {
        this.session = session;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        Completions nothing = new Completions(cursor, cursor, List.of());
        return switch (context) {
            case COMPLETE -> new SessionLine(line, cursor, session.complete(line, cursor));
            case ACCEPT_LINE, UNSPECIFIED -> {
                if (session.completeness(line).kind() == Completeness.Kind.INCOMPLETE) {
                    throw new EOFError(-1, cursor, "unfinished input");
                }
                yield new SessionLine(line, cursor, nothing);
            }
            case SPLIT_LINE, SECONDARY_PROMPT -> new SessionLine(line, cursor, nothing);
        };
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line instanceof SessionLine asked) {
            for (Completions.Completion item : asked.completions().items()) {
                candidates.add(new Candidate(item.text(), item.display(), null,
                        item.doc().orElse(item.kind()), null, null, false));
            }
        }
    }

    /// Nothing is an escape or a quote to JLine: Nix's own lexer decides.
    @Override
    public boolean isEscapeChar(char c) {
        return false;
    }
}
