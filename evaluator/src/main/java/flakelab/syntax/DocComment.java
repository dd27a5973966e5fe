package flakelab.syntax;

/// A documentation comment (RFC 145): `/** … */` before a binding or lambda. `text` is its inside as written, Latin-1;
/// [#markdown] is what people read. `pos` is the packed position of its first slash.
public record DocComment(int pos, String text) {

    /// The text without the indentation its lines share (the `/**` counting as three spaces of the first one), each line
    /// ended by a line feed. As CppNix `DocComment::getInnerText`.
    public String markdown() {
        if (text.isEmpty()) {
            return "";
        }
        String lines = "   " + text.replace("\r\n", "\n").replace('\r', '\n');
        int indentation = indentation(lines);
        StringBuilder out = new StringBuilder(lines.length());
        int from = 0;
        while (from < lines.length()) {
            int newline = lines.indexOf('\n', from);
            int to = newline < 0 ? lines.length() : newline;
            if (to - from > indentation) {
                out.append(lines, from + indentation, to);
            }
            out.append('\n');
            from = to + 1;
        }
        return out.toString();
    }

    /// The fewest spaces a line that is not blank starts with.
    private static int indentation(String lines) {
        int least = 10000;
        int current = 0;
        boolean blank = true;
        for (int i = 0; i < lines.length(); i++) {
            char c = lines.charAt(i);
            if (c == '\n') {
                current = 0;
                blank = true;
            } else if (blank && c == ' ') {
                current++;
            } else if (blank) {
                least = Math.min(least, current);
                blank = false;
            }
        }
        return least;
    }
}
