package flakelab.syntax;

import flakelab.text.NixException;
import flakelab.text.Position;
import java.util.Optional;

/// A text that is not a Nix expression (CppNix `ParseError`).
public final class SyntaxException extends NixException {
    SyntaxException(String message, Position position) {
        super(message, Optional.of(position));
    }

    SyntaxException(String message) {
        super(message, Optional.empty());
    }

    /// True where more text could still make it right: CppNix's REPL then asks for another line.
    public boolean incomplete() {
        return text().contains("unexpected end of file");
    }
}
