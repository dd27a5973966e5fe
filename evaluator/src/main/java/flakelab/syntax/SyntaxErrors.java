package flakelab.syntax;

import static flakelab.text.Ansi.magenta;

import flakelab.text.Ansi;
import flakelab.text.Diagnostic;
import flakelab.text.Position;
import flakelab.text.Source;
import java.util.List;
import java.util.Optional;

/// The words of everything that can be wrong with a text, for one source. Wording: CppNix `src/libexpr/parser.y`, `lexer.l`,
/// `parser-state.hh`, `eval.cc` (`forceNoNullByte`).
final class SyntaxErrors {
    private final Source source;
    private final int base;

    SyntaxErrors(Source source, int base) {
        this.source = source;
        this.base = base;
    }

    /// The place of a packed position of this source.
    Position position(int packed) {
        return new Position(source, packed - base);
    }

    private SyntaxException at(int offset, String message) {
        return new SyntaxException(message, new Position(source, offset));
    }

    SyntaxException unexpected(int offset, String message) {
        return at(offset, message);
    }

    SyntaxException disabledFeature(int offset, String feature) {
        return at(offset, "experimental Nix feature '" + magenta(feature)
                + "' is disabled; add '--extra-experimental-features " + magenta(feature)
                + "' to enable it");
    }

    SyntaxException invalidInteger(int offset, String text) {
        return at(offset, "invalid integer '" + magenta(text) + "'");
    }

    SyntaxException invalidFloat(int offset, String text) {
        return at(offset, "invalid float '" + magenta(text) + "'");
    }

    SyntaxException nullByte(int offset, String text) {
        return at(offset, "input string '"
                + magenta(text.replace("\0", "\u00e2\u0090\u0080"))
                + "' cannot be represented as Nix string because it contains null bytes");
    }

    SyntaxException trailingSlash(int offset) {
        return at(offset, "path has a trailing slash");
    }

    SyntaxException dynamicInInherit(int offset) {
        return at(offset, "dynamic attributes not allowed in inherit");
    }

    SyntaxException dynamicInLet(int offset) {
        return at(offset, "dynamic attributes not allowed in let");
    }

    SyntaxException duplicateArgument(int packed, Symbol name) {
        return at(packed - base, "duplicate formal function argument '"
                + magenta(ExprPrinter.identifier(name.name)) + "'");
    }

    SyntaxException tooManyArguments(int offset) {
        return at(offset, "too many formal arguments, implementation supports at most "
                + magenta("65535"));
    }

    SyntaxException duplicateAttribute(int packed, String path, int previous) {
        return at(packed - base, "attribute '" + magenta(path) + "' already defined at "
                + magenta(position(previous).shown()));
    }

    /// Not tied to a place, as in CppNix.
    static SyntaxException homeInPureMode(String path) {
        return new SyntaxException(
                "the path '" + magenta(path) + "' can not be resolved in pure mode");
    }

    static String urlLiteral(boolean fatal, String url) {
        return "URL literals are " + magenta(fatal ? "disallowed" : "discouraged")
                + ". Consider using a string literal \"" + magenta(url) + "\" instead";
    }

    static String absolutePath(String sort, String literal) {
        return sort + " path literals are not portable. Consider replacing path literal '"
                + magenta(literal) + "' by a string, relative path, or parameter";
    }

    static String shortPath(String literal) {
        return "relative path literal '" + magenta(literal)
                + "' should be prefixed with '.' for clarity: './" + magenta(literal) + "'";
    }

    private static String lint(String setting, String message) {
        return message + " (" + Ansi.BOLD + magenta(setting) + Ansi.NORMAL + ")";
    }

    SyntaxException lintError(int offset, String setting, String message) {
        return at(offset, lint(setting, message));
    }

    Diagnostic lintWarning(int offset, String setting, String message) {
        return warning(lint(setting, message), Optional.of(new Position(source, offset)));
    }

    /// `from` to `to` is the expression of the form `f or` that an application or list makes ambiguous.
    Diagnostic cursedOr(int from, int to) {
        String written = source.text()
            .substring(from, to)
            .replace("\r\n", "\n")
            .replace('\r', '\n');
        return warning("at " + new Position(source, from).shown()
                + ": This expression uses `or` as an identifier in a way that will change in a future Nix release.\n"
                + "Wrap this entire expression in parentheses to preserve its current meaning:\n"
                + "    (" + written + ")\n"
                + "Give feedback at https://github.com/NixOS/nix/pull/11121", Optional.empty());
    }

    private static Diagnostic warning(String message, Optional<Position> place) {
        return new Diagnostic(Diagnostic.Severity.WARNING, message, place, List.of(), List.of(),
                List.of());
    }

    SyntaxException tooDeep(int offset) {
        return at(offset, "stack overflow; max-call-depth exceeded");
    }
}
