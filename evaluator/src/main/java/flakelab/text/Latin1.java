package flakelab.text;

import java.nio.charset.StandardCharsets;

/// Between Nix's byte strings (one Latin-1 char per byte) and Unicode text, which meet where text enters or leaves.
public final class Latin1 {
    private Latin1() {}

    /// The bytes read as UTF-8; what is no UTF-8 becomes U+FFFD.
    public static String toUnicode(String bytes) {
        return isAscii(bytes)
                ? bytes
                : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// The UTF-8 encoding of a text.
    public static String ofUnicode(String text) {
        return isAscii(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
