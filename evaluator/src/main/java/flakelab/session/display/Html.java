package flakelab.session.display;

/// Builds escaped HTML.
public final class Html {
    private final StringBuilder out = new StringBuilder();

    /// Text, escaped.
    public Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /// Markup, taken as it is: never anything a user or a flake wrote.
    public Html markup(String markup) {
        out.append(markup);
        return this;
    }

    /// A span of a class of [#STYLE].
    public Html span(String style, String text) {
        return markup("<span class=\"fl-" + style + "\">").text(text).markup("</span>");
    }

    /// The colours, once per display, for light and dark pages alike.
    public static final String STYLE = """
            <style>
            .fl{font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px);line-height:1.4}
            .fl details{margin-left:1.2em}.fl summary{margin-left:-1.2em;cursor:pointer}
            .fl .fl-item{margin-left:1.2em;white-space:pre-wrap}
            .fl-string{color:#2e7d32}.fl-number{color:#00838f}.fl-path{color:#2e7d32;text-decoration:underline}
            .fl-name{color:#1565c0}.fl-dim{color:#888}.fl-error{color:#c62828;font-weight:bold}
            .fl-drv{color:#00695c}.fl-emph{color:#8e24aa;font-weight:bold}.fl-where{color:#1565c0}
            </style>
            """;

    @Override
    public String toString() {
        return out.toString();
    }

    /// Some text as HTML.
    public static String escape(String text) {
        return new Html().text(text).toString();
    }

    /// Text with ANSI colours as HTML: Nix's few colours become spans, everything else is dropped.
    public static String ofAnsi(String text) {
        Html html = new Html();
        boolean open = false;
        int at = 0;
        while (at < text.length()) {
            int escape = text.indexOf("\u001b[", at);
            if (escape < 0) {
                break;
            }
            html.text(text.substring(at, escape));
            int end = escape + 2;
            while (end < text.length() && !Character.isLetter(text.charAt(end))) {
                end++;
            }
            String codes = text.substring(escape + 2, Math.min(end, text.length()));
            if (open) {
                html.markup("</span>");
                open = false;
            }
            String style = style(codes);
            if (!style.isEmpty()) {
                html.markup("<span class=\"fl-" + style + "\">");
                open = true;
            }
            at = Math.min(end + 1, text.length());
        }
        html.text(text.substring(Math.min(at, text.length())));
        return html.markup(open ? "</span>" : "").toString();
    }

    private static String style(String codes) {
        return switch (codes) {
            case "31;1", "31", "1;31" -> "error";
            case "32;1", "32" -> "drv";
            case "33;1", "33", "35;1", "35" -> "emph";
            case "34;1", "34" -> "where";
            case "36;1", "36" -> "number";
            case "2", "37;2" -> "dim";
            case "1" -> "name";
            default -> "";
        };
    }
}
