package flakelab.syntax;

import flakelab.text.Source;

/// What a person types at a prompt: an expression, or bindings for the lines to come.
public sealed interface ReplInput {
    /// `a = 1; inherit (e) b;`, the last semicolon being optional. The set is not recursive.
    record Bindings(Expr.AttrSet set) implements ReplInput {}

    record Expression(Expr expr) implements ReplInput {}

    /// Parses an input that is neither empty nor a command. In CppNix's order (`src/libcmd/repl.cc`): as bindings, as bindings
    /// that lack their last semicolon, as an expression.
    ///
    /// @throws SyntaxException if it is neither; [SyntaxException#incomplete] if more lines could make it so
    static ReplInput parse(Source source, int base, ParserSettings settings) {
        try {
            return new Bindings(Parser.parseBindings(source, source.text(), base, settings));
        } catch (SyntaxException notBindings) {
            // Tried again below.
        }
        try {
            return new Bindings(Parser.parseBindings(source, source.text() + ";", base, settings));
        } catch (SyntaxException notBindings) {
            if (notBindings.incomplete()) {
                throw notBindings;
            }
        }
        return new Expression(Parser.parse(source, base, settings));
    }
}
