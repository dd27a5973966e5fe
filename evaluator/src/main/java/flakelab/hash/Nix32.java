package flakelab.hash;

import java.util.Arrays;

/// Nix's own base 32: no `e o u t`, most significant digit first, little-endian bytes.
///
/// See the manual's "Nix32 encoding" and CppNix `src/libutil/base-nix-32.cc`.
public final class Nix32 {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a',
            'b', 'c', 'd',
            'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'p', 'q', 'r', 's', 'v', 'w', 'x', 'y',
            'z'};
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
        }
    }

    private Nix32() {}

    /// How many digits `size` bytes take.
    public static int encodedLength(int size) {
        return size == 0 ? 0 : (size * 8 - 1) / 5 + 1;
    }

    /// Whether the char is one of the 32 digits.
    public static boolean isDigit(char c) {
        return c < 128 && VALUES[c] >= 0;
    }

    @SuppressWarnings("deprecation") // the one constructor that makes a Latin-1 string without decoding
    public static String encode(byte[] bytes) {
        int length = encodedLength(bytes.length);
        byte[] out = new byte[length];
        for (int n = length - 1; n >= 0; n--) {
            int bit = n * 5;
            int i = bit >>> 3;
            int shift = bit & 7;
            int digit = (bytes[i] & 0xff) >>> shift;
            if (i < bytes.length - 1) {
                digit |= (bytes[i + 1] & 0xff) << (8 - shift);
            }
            out[length - 1 - n] = DIGITS[digit & 0x1f];
        }
        return new String(out, 0);
    }

    /// Reads digits back into bytes; one byte longer than expected when the first digit has bits to spare.
    ///
    /// @throws IllegalArgumentException for a char that is no digit
    public static byte[] decode(String text) {
        int length = text.length();
        byte[] out = new byte[(length * 5 + 7) / 8 + 1];
        int used = 0;
        for (int n = 0; n < length; n++) {
            char c = text.charAt(length - 1 - n);
            if (!isDigit(c)) {
                throw new IllegalArgumentException(
                        "invalid character in Nix32 (Nix's Base32 variation) string: '" + c + "'");
            }
            int digit = VALUES[c];
            int bit = n * 5;
            int i = bit >>> 3;
            int shift = bit & 7;
            out[i] |= (byte) (digit << shift);
            used = Math.max(used, i + 1);
            int carry = digit >>> (8 - shift);
            if (carry != 0) {
                out[i + 1] |= (byte) carry;
                used = i + 2;
            }
        }
        return Arrays.copyOf(out, used);
    }
}
