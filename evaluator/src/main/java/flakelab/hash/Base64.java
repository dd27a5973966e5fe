package flakelab.hash;

import java.io.ByteArrayOutputStream;

/// Reading base 64 as leniently as Nix does: newlines skipped, padding optional, everything after a `=` ignored.
///
/// See CppNix `src/libutil/base-n.cc`.
final class Base64 {
    private Base64() {}

    static String encode(byte[] bytes) {
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }

    /// @throws IllegalArgumentException for a char outside the alphabet
    static byte[] decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 3 / 4 + 2);
        int pending = 0;
        int bits = 0;
        for (int n = 0; n < text.length() && text.charAt(n) != '='; n++) {
            char c = text.charAt(n);
            if (c == '\n') {
                continue;
            }
            pending = pending << 6 | value(c);
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                out.write(pending >> bits);
            }
        }
        return out.toByteArray();
    }

    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return switch (c) {
            case '+' -> 62;
            case '/' -> 63;
            default -> throw new IllegalArgumentException(
                    "invalid character in Base64 string: '" + c + "'");
        };
    }
}
