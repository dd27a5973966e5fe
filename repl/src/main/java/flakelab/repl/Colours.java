package flakelab.repl;

import flakelab.session.Session;
import flakelab.session.Token;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/// Colours what is being typed by the session's tokens.
final class Colours implements Highlighter {
    private final Session session;

    Colours(Session session) {
        this.session = session;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        AttributedStringBuilder text = new AttributedStringBuilder(buffer.length());
        int at = 0;
        for (Token token : session.tokens(buffer)) {
            text.append(buffer, at, token.start());
            text.styled(style(token.kind()), buffer.substring(token.start(), token.end()));
            at = token.end();
        }
        return text.append(buffer, at, buffer.length()).toAttributedString();
    }

    private static AttributedStyle style(Token.Kind kind) {
        return switch (kind) {
            case KEYWORD -> AttributedStyle.DEFAULT.foreground(AttributedStyle.MAGENTA);
            case STRING -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
            case ESCAPE -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
            case PATH -> AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN).underline();
            case NUMBER, BUILTIN -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
            case COMMENT ->
                AttributedStyle.DEFAULT.foreground(AttributedStyle.BRIGHT + AttributedStyle.BLACK);
            case ATTRIBUTE -> AttributedStyle.DEFAULT.foreground(AttributedStyle.BLUE);
            case COMMAND -> AttributedStyle.DEFAULT.bold();
            case ERROR -> AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
            case OPERATOR, NAME -> AttributedStyle.DEFAULT;
        };
    }

    @Override
    public void setErrorPattern(@Nullable Pattern pattern) {
        // Errors come from the session's tokens.
    }

    @Override
    public void setErrorIndex(int index) {
        // As above.
    }
}
