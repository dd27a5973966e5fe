package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import java.util.Locale;

/// Sizes as they are written on a command line.
final class Sizes {
    private static final int STEP = 10;

    private Sizes() {}

    /// A number of bytes, such as `10M`.
    static long bytes(String text) {
        int digits = text.length();
        int shift = digits == 0
                ? 0
                : STEP * ("KMGT".indexOf(text.toUpperCase(Locale.ROOT).charAt(digits - 1)) + 1);
        try {
            return Math.multiplyExact(
                    Long.parseLong(text.substring(0, shift == 0 ? digits : digits - 1)),
                    1L << shift);
        } catch (NumberFormatException | ArithmeticException e) {
            throw SessionErrors.usage(Emphasis.format("'%s' is not an integer", text));
        }
    }
}
