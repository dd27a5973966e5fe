package flakelab.text;

/// Terminal escapes as CppNix uses them (`src/libutil/include/nix/util/ansicolor.hh`, `src/libutil/terminal.cc`).
///
/// Texts are byte strings: UTF-8, one Latin-1 char per byte.
public final class Ansi {
    public static final String NORMAL = "\u001b[0m";
    public static final String BOLD = "\u001b[1m";
    public static final String FAINT = "\u001b[2m";
    public static final String RED = "\u001b[31;1m";
    public static final String GREEN = "\u001b[32;1m";
    public static final String BLUE = "\u001b[34;1m";
    public static final String MAGENTA = "\u001b[35;1m";
    public static final String CYAN = "\u001b[36;1m";

    private static final char ESCAPE = '\u001b';
    private static final char BELL = '\u0007';
    private static final int TAB = 8;

    private Ansi() {}

    /// A value in a message, as CppNix emphasizes it.
    public static String magenta(String text) {
        return MAGENTA + text + NORMAL;
    }

    /// What CppNix lets through to a terminal, or with `all` to anything else: escapes are dropped (but colours only with `all`), tabs
    /// become spaces, carriage returns and bells vanish.
    public static String filter(String text, boolean all) {
        StringBuilder out = new StringBuilder(text.length());
        int width = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ESCAPE) {
                int end = escapeEnd(text, i + 1);
                if (!all && text.charAt(end - 1) == 'm' && text.startsWith("[", i + 1)) {
                    out.append(text, i, end);
                }
                i = end;
            } else if (c == '\t') {
                do {
                    out.append(' ');
                    width++;
                } while (width % TAB != 0);
                i++;
            } else if (c == '\r' || c == BELL) {
                i++;
            } else {
                int size = sequenceSize(text, i);
                width += width(text, i, size);
                out.append(text, i, i + size);
                i += size;
            }
        }
        return out.toString();
    }

    private static int escapeEnd(String text, int from) {
        int i = from;
        if (text.startsWith("[", i)) {
            i = skip(text, i + 1, 0x30, 0x3f);
            i = skip(text, i, 0x20, 0x2f);
            return in(text, i, 0x40, 0x7e) ? i + 1 : i;
        }
        if (!text.startsWith("]", i)) {
            return in(text, i, 0x40, 0x5f) ? i + 1 : i;
        }
        while (i < text.length() && text.charAt(i) != ESCAPE && text.charAt(i) != BELL) {
            i++;
        }
        if (i < text.length() && text.charAt(i++) == ESCAPE && text.startsWith("\\", i)) {
            i++;
        }
        return i;
    }

    private static int skip(String text, int from, int least, int most) {
        int i = from;
        while (in(text, i, least, most)) {
            i++;
        }
        return i;
    }

    private static boolean in(String text, int at, int least, int most) {
        return at < text.length() && text.charAt(at) >= least && text.charAt(at) <= most;
    }

    /// How many bytes the UTF-8 sequence at `at` has; those of a broken one count singly.
    private static int sequenceSize(String text, int at) {
        char lead = text.charAt(at);
        int size = lead < 0xc0 || lead >= 0xf8
                ? 1
                : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        for (int i = 1; i < size; i++) {
            if (at + i >= text.length() || (text.charAt(at + i) & 0xc0) != 0x80) {
                return i;
            }
        }
        return size;
    }

    /// How many columns a sequence takes.
    private static int width(String text, int at, int size) {
        char lead = text.charAt(at);
        if (size == 1) {
            return lead < 0x20 || lead == 0x7f ? 0 : 1;
        }
        int codePoint = lead & (0xff >> (size + 1));
        for (int i = 1; i < size; i++) {
            codePoint = codePoint << 6 | (text.charAt(at + i) & 0x3f);
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT,
                    Character.CONTROL, Character.UNASSIGNED, Character.PRIVATE_USE ->
                0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return c >= 0x1100 && (c <= 0x115f || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
                || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1f64f)
                || (c >= 0x1f900 && c <= 0x1f9ff) || (c >= 0x20000 && c <= 0x3fffd));
    }
}
