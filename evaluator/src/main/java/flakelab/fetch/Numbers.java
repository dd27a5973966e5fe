package flakelab.fetch;

import java.util.Optional;

/// Numbers in URLs.
final class Numbers {
    private Numbers() {}

    /// A decimal number without sign; empty for anything else.
    static Optional<Long> parse(String text) {
        try {
            return text.isEmpty() || !Character.isDigit(text.charAt(0))
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
