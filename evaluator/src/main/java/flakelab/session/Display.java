package flakelab.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Something to look at in several forms: MIME type to content, best-known first by the caller's choice.
///
/// `text/plain` is always there (it may hold ANSI colours). Contents are `String`s, except `application/json` whose
/// content is JSON-like data (`Map`, `List`, `String`, `Number`, `Boolean` or null), and [Tree#PART], a [Tree].
public record Display(SequencedMap<String, Object> parts) {
    public static final String TEXT = "text/plain";
    public static final String HTML = "text/html";
    public static final String JSON = "application/json";
    public static final String MERMAID = "text/vnd.mermaid";

    public Display {
        if (!parts.containsKey(TEXT)) {
            throw new IllegalArgumentException("a display needs " + TEXT);
        }
        parts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parts));
    }

    public static Display text(String plain) {
        SequencedMap<String, Object> parts = new LinkedHashMap<>();
        parts.put(TEXT, plain);
        return new Display(parts);
    }

    /// This display with one more form (or another content for a form it has).
    public Display with(String mime, Object content) {
        SequencedMap<String, Object> more = new LinkedHashMap<>(parts);
        more.put(mime, content);
        return new Display(more);
    }

    /// The plain text form.
    public String plain() {
        return String.valueOf(parts.get(TEXT));
    }
}
