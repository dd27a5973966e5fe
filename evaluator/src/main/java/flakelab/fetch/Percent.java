package flakelab.fetch;

/// Percent-encoding of URL parts (RFC 3986 §2), on Latin-1 bytes.
final class Percent {
    private static final String HEX = "0123456789ABCDEF";

    private Percent() {}

    static boolean isUnreserved(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
    }

    /// Encodes everything but unreserved characters and those of `keep`.
    static String encode(String text, String keep) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnreserved(c) || keep.indexOf(c) >= 0) {
                out.append(c);
            } else {
                escape(out, c);
            }
        }
        return out.toString();
    }

    /// Encodes only the characters of `these`: CppNix lets some stand unescaped in what people type.
    static String encodeOnly(String text, String these) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (these.indexOf(c) >= 0) {
                escape(out, c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void escape(StringBuilder out, char c) {
        out.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
    }

    /// Decodes `%XX`.
    ///
    /// @throws FetchException.BadUrl if a `%` is not followed by two hexadecimal digits
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (!isEscape(text, i)) {
                    throw FetchErrors.badParameter(text, i + 2 >= text.length());
                }
                out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// Whether a correct escape starts here.
    static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && text.charAt(at) == '%' && isHex(text.charAt(at + 1))
                && isHex(text.charAt(at + 2));
    }

    private static boolean isHex(char c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }
}
