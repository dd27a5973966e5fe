package flakelab.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `{ a, b ? 1, ... }`.
final class Patterns {
    private static final int MOST_FORMALS = 65535;
    /// Among so few names duplicates are found by looking.
    private static final int SCANNED_FORMALS = 16;

    private final Parser parser;
    private final Cursor cursor;
    private final Lexer lexer;

    Patterns(Parser parser, Cursor cursor) {
        this.parser = parser;
        this.cursor = cursor;
        this.lexer = cursor.lexer;
    }

    /// A whole pattern, from its brace on.
    Expr.Formals pattern() {
        cursor.expect(Terminal.LBRACE);
        switch (lexer.kind) {
            case RBRACE -> {
                lexer.next();
                return new Expr.Formals(List.of(), false);
            }
            case ELLIPSIS -> {
                return formals(null);
            }
            case ID -> {
                int pos = cursor.position();
                Lexer.Name name = lexer.name();
                lexer.next();
                return formals(formal(pos, name));
            }
            default -> throw cursor.unexpected();
        }
    }

    /// The rest of a formal argument, whose name is read.
    Expr.Formal formal(int pos, Lexer.Name name) {
        Expr fallback = null;
        if (lexer.kind == Terminal.QUESTION) {
            lexer.next();
            fallback = parser.expression();
        }
        return new Expr.Formal(pos, lexer.symbol(name), fallback);
    }

    /// The rest of `{ first, … }`, to its end.
    Expr.Formals formals(Expr.@Nullable Formal first) {
        List<Expr.Formal> formals = new ArrayList<>();
        boolean more = true;
        if (first != null) {
            formals.add(first);
            more = comma();
        }
        while (more && lexer.kind == Terminal.ID) {
            int pos = cursor.position();
            Lexer.Name name = lexer.name();
            lexer.next();
            formals.add(formal(pos, name));
            more = comma();
        }
        boolean ellipsis = more && lexer.kind == Terminal.ELLIPSIS;
        if (ellipsis) {
            lexer.next();
        }
        cursor.expect(Terminal.RBRACE);
        return new Expr.Formals(List.copyOf(formals), ellipsis);
    }

    private boolean comma() {
        if (lexer.kind != Terminal.COMMA) {
            return false;
        }
        lexer.next();
        return true;
    }

    /// Refuses arguments of the same name. Of several, CppNix names the one whose name it saw first.
    void validate(int pos, @Nullable Symbol arg, Expr.Formals formals) {
        List<Expr.Formal> all = formals.formals();
        Expr.Formal duplicate = null;
        Set<Symbol> seen = all.size() > SCANNED_FORMALS ? new HashSet<>() : null;
        for (int i = 0; i < all.size(); i++) {
            Expr.Formal formal = all.get(i);
            boolean again = seen != null
                    ? !seen.add(formal.name())
                    : named(all, i, formal.name());
            if (again && (duplicate == null || formal.name().id < duplicate.name().id)) {
                duplicate = formal;
            }
        }
        if (duplicate != null) {
            throw cursor.errors.duplicateArgument(duplicate.pos(), duplicate.name());
        }
        if (arg != null && named(all, all.size(), arg)) {
            throw cursor.errors.duplicateArgument(pos, arg);
        }
        if (all.size() > MOST_FORMALS) {
            throw cursor.errors.tooManyArguments(cursor.offset(pos));
        }
    }

    private static boolean named(List<Expr.Formal> formals, int count, Symbol name) {
        for (int i = 0; i < count; i++) {
            if (formals.get(i).name() == name) {
                return true;
            }
        }
        return false;
    }
}
