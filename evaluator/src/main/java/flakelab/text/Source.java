package flakelab.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text that was parsed: where it came from and its bytes, one Latin-1 `char` per byte.
///
/// Columns are counted in bytes from 1, as CppNix does (`src/libutil/position.cc`).
public final class Source {
    private final Origin origin;
    private final String text;
    private int @org.jspecify.annotations.Nullable [] lineStarts;

    public Source(Origin origin, String latin1) {
        this.origin = origin;
        this.text = latin1;
    }

    /// Makes a source of a Java string by encoding it as UTF-8.
    public static Source ofJavaString(Origin origin, String text) {
        return new Source(origin,
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    public Origin origin() {
        return origin;
    }

    /// The bytes, one Latin-1 char each.
    public String text() {
        return text;
    }

    /// The line (from 1) of a byte offset.
    public int line(int offset) {
        int at = Arrays.binarySearch(lineStarts(), offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /// The column (from 1, in bytes) of a byte offset.
    public int column(int offset) {
        return offset - lineStarts()[line(offset) - 1] + 1;
    }

    public int lineCount() {
        return lineStarts().length;
    }

    /// The bytes of a line (from 1) without its end, as Latin-1.
    public String lineText(int line) {
        int[] starts = lineStarts();
        int from = starts[line - 1];
        int to = line < starts.length ? starts[line] : text.length();
        while (to > from && (text.charAt(to - 1) == '\n' || text.charAt(to - 1) == '\r')) {
            to--;
        }
        return text.substring(from, to);
    }

    private synchronized int[] lineStarts() {
        int[] known = lineStarts;
        if (known != null) {
            return known;
        }
        int[] starts = new int[64];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean end = c == '\n'
                    || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'));
            if (end) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return lineStarts = Arrays.copyOf(starts, count);
    }
}
