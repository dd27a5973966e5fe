package flakelab.syntax;

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

    /// CppNix prints what it puts into a message in magenta (`HintFmt`).
    static String emphasized(String text) {
        return "\u001b[35;1m" + text + "\u001b[0m";
    }

    SyntaxException unexpected(int offset, String message) {
        return at(offset, message);
    }

    SyntaxException disabledFeature(int offset, String feature) {
        return at(offset, "experimental Nix feature '" + emphasized(feature)
                + "' is disabled; add '--extra-experimental-features " + emphasized(feature)
                + "' to enable it");
    }

    SyntaxException invalidInteger(int offset, String text) {
        return at(offset, "invalid integer '" + emphasized(text) + "'");
    }

    SyntaxException invalidFloat(int offset, String text) {
        return at(offset, "invalid float '" + emphasized(text) + "'");
    }

    SyntaxException nullByte(int offset, String text) {
        return at(offset, "input string '"
                + emphasized(text.replace("\0", "\u00e2\u0090\u0080"))
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
                + emphasized(ExprPrinter.identifier(name.name)) + "'");
    }

    SyntaxException tooManyArguments(int offset) {
        return at(offset, "too many formal arguments, implementation supports at most "
                + emphasized("65535"));
    }

    SyntaxException duplicateAttribute(int packed, String path, int previous) {
        return at(packed - base, "attribute '" + emphasized(path) + "' already defined at "
                + emphasized(position(previous).shown()));
    }

    /// Not tied to a place, as in CppNix.
    static SyntaxException homeInPureMode(String path) {
        return new SyntaxException(
                "the path '" + emphasized(path) + "' can not be resolved in pure mode");
    }

    static String urlLiteral(boolean fatal, String url) {
        return "URL literals are " + emphasized(fatal ? "disallowed" : "discouraged")
                + ". Consider using a string literal \"" + emphasized(url) + "\" instead";
    }

    static String absolutePath(String sort, String literal) {
        return sort + " path literals are not portable. Consider replacing path literal '"
                + emphasized(literal) + "' by a string, relative path, or parameter";
    }

    static String shortPath(String literal) {
        return "relative path literal '" + emphasized(literal)
                + "' should be prefixed with '.' for clarity: './" + emphasized(literal) + "'";
    }

    private static String lint(String setting, String message) {
        return "\u001b[0m" + message + " (\u001b[1m" + emphasized(setting) + "\u001b[0m)";
    }

    SyntaxException lintError(int offset, String setting, String message) {
        return at(offset, lint(setting, message));
    }

    Diagnostic lintWarning(int offset, String setting, String message) {
        return warning(lint(setting, message), Optional.of(new Position(source, offset)));
    }

    /// `from` to `to` is the expression of the form `f or` that an application or list makes ambiguous.
    Diagnostic cursedOr(int from, int to) {
        String written = source.text().substring(from, to).replace("\r\n", "\n").replace('\r', '\n');
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
