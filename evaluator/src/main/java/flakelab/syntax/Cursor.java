package flakelab.syntax;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the parser is in a text, and what it has read but not yet put into a tree.
final class Cursor {
    /// What an attribute name can start with.
    static final long ATTR_STARTS = Terminal.ID.bit() | Terminal.OR_KW.bit() | Terminal.QUOTE.bit()
            | Terminal.DOLLAR_CURLY.bit();

    final Lexer lexer;
    final SyntaxErrors errors;
    private final String text;
    private final int base;
    private final boolean pipeOperators;
    private final boolean replBindings;

    /// Expressions and names of unfinished lists, above those of the lists around them.
    private Object[] pending = new Object[64];
    private int pendingCount;

    Cursor(String text, int base, SyntaxErrors errors, boolean pipeOperators,
            boolean replBindings) {
        this.text = text;
        this.base = base;
        this.errors = errors;
        this.pipeOperators = pipeOperators;
        this.replBindings = replBindings;
        this.lexer = new Lexer(text, errors, pipeOperators);
    }

    /// Whether the current token is in a set of terminals.
    boolean at(long terminals) {
        return (terminals >>> lexer.kind.ordinal() & 1) != 0;
    }

    /// Passes a token that has to be here.
    void expect(Terminal terminal) {
        if (lexer.kind != terminal) {
            throw unexpected();
        }
        lexer.next();
    }

    /// The error at the current token. For bindings nobody reads the words: the REPL then takes the text for an expression.
    SyntaxException unexpected() {
        return replBindings
                ? errors.unexpected(lexer.start, "syntax error, unexpected " + lexer.kind.shown)
                : Grammar.explain(text, errors, pipeOperators);
    }

    /// The packed position of the current token.
    int position() {
        return base + lexer.start;
    }

    /// The byte a packed position stands for.
    int offset(int position) {
        return position - base;
    }

    /// The documentation comment before the current token.
    @Nullable
    DocComment doc() {
        return lexer.docStart < 0
                ? null
                : new DocComment(base + lexer.docStart,
                        text.substring(lexer.docStart + 3, lexer.docEnd - 2));
    }

    /// Puts an expression or attribute name aside, on top of those of the unfinished lists around.
    void push(Object item) {
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, 2 * pendingCount);
        }
        pending[pendingCount++] = item;
    }

    /// How many are put aside.
    int pending() {
        return pendingCount;
    }

    /// Takes back what was put aside since there were `mark`.
    List<Expr> popExprs(int mark) {
        Expr[] exprs = new Expr[pendingCount - mark];
        System.arraycopy(pending, mark, exprs, 0, exprs.length);
        pendingCount = mark;
        return List.of(exprs);
    }

    List<Expr.AttrName> popNames(int mark) {
        Expr.AttrName[] names = new Expr.AttrName[pendingCount - mark];
        System.arraycopy(pending, mark, names, 0, names.length);
        pendingCount = mark;
        return List.of(names);
    }
}
