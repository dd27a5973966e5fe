package flakelab.builtin;

/// UTF-8 in strings of one char per byte.
final class Utf8 {
    private Utf8() {}

    /// Appends the bytes of a code point.
    static void append(StringBuilder out, int code) {
        if (code < 0x80) {
            out.append((char) code);
        } else if (code < 0x800) {
            out.append((char) (0xc0 | code >> 6)).append(tail(code));
        } else if (code < 0x10000) {
            out.append((char) (0xe0 | code >> 12)).append(tail(code >> 6)).append(tail(code));
        } else {
            out.append((char) (0xf0 | code >> 18))
                .append(tail(code >> 12))
                .append(tail(code >> 6))
                .append(tail(code));
        }
    }

    private static char tail(int bits) {
        return (char) (0x80 | bits & 0x3f);
    }

    /// Where a text stops being UTF-8: the index of the first byte that does not fit, the length of the text if it ends
    /// within a character, -1 if it is all right.
    static int invalidAt(String text) {
        int at = 0;
        while (at < text.length()) {
            int c = text.charAt(at++);
            if (c < 0x80) {
                continue;
            }
            int more = tailLength(c);
            if (more < 0) {
                return at - 1;
            }
            for (int i = 0; i < more; i++, at++) {
                if (at == text.length() || !isTail(c, i, text.charAt(at))) {
                    return at;
                }
            }
        }
        return -1;
    }

    /// How many bytes follow a first byte; -1 if it is none.
    static int tailLength(int first) {
        return first < 0xc2 || first > 0xf4 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    }

    /// Whether `next` may be byte number `index` after a first byte: no overlong forms, surrogates or too large numbers.
    static boolean isTail(int first, int index, int next) {
        int low = index > 0 ? 0x80 : first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int high = index > 0 ? 0xbf : first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        return next >= low && next <= high;
    }
}
