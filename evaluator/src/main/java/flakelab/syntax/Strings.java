package flakelab.syntax;

import static flakelab.text.Positions.NONE;

import java.util.Arrays;
import java.util.List;

/// Reads strings of both sorts and paths, with what is interpolated.
final class Strings {
    private final Parser parser;
    private final Cursor cursor;
    private final Lexer lexer;

    Strings(Parser parser, Cursor cursor) {
        this.parser = parser;
        this.cursor = cursor;
        this.lexer = cursor.lexer;
    }

    /// A `"…"` up to its closing quote, which stays the current token.
    Expr string() {
        lexer.next();
        if (lexer.kind == Terminal.QUOTE) {
            return new Expr.StringLiteral(NONE, "");
        }
        int pos = cursor.position();
        int mark = cursor.pending();
        if (lexer.kind == Terminal.STR) {
            Expr literal = stringPart();
            if (lexer.kind == Terminal.QUOTE) {
                return literal;
            }
            cursor.push(literal);
        }
        Places places = new Places(pos);
        interpolations(mark, places);
        if (lexer.kind != Terminal.QUOTE) {
            throw cursor.unexpected();
        }
        return concatenation(pos, true, mark, places);
    }

    /// `${…}` and what is between, on top of the pending first part, if there was one.
    private void interpolations(int mark, Places places) {
        if (lexer.kind != Terminal.DOLLAR_CURLY) {
            throw cursor.unexpected();
        }
        while (true) {
            int place = cursor.position();
            Expr part;
            if (lexer.kind == Terminal.DOLLAR_CURLY) {
                part = interpolation();
                lexer.next();
            } else if (lexer.kind == Terminal.STR) {
                part = stringPart();
            } else {
                return;
            }
            places.set(cursor.pending() - mark, place);
            cursor.push(part);
        }
    }

    private Expr stringPart() {
        Expr part = new Expr.StringLiteral(NONE, lexer.string);
        lexer.next();
        return part;
    }

    /// `${…}` up to its closing brace, which stays the current token.
    Expr interpolation() {
        lexer.next();
        Expr inner = parser.expression();
        if (lexer.kind != Terminal.RBRACE) {
            throw cursor.unexpected();
        }
        return inner;
    }

    private Expr concatenation(int pos, boolean interpolation, int mark, Places places) {
        List<Expr> parts = cursor.popExprs(mark);
        return new Expr.ConcatStrings(pos, interpolation, parts, places.first(parts.size()));
    }

    Expr indentedString(int pos) {
        IndentedString parts = new IndentedString();
        lexer.next();
        while (true) {
            int place = cursor.position();
            if (lexer.kind == Terminal.IND_STR) {
                parts.add(place, lexer.string, lexer.raw);
                lexer.next();
            } else if (lexer.kind == Terminal.DOLLAR_CURLY) {
                parts.add(place, interpolation());
                lexer.next();
            } else {
                cursor.expect(Terminal.IND_CLOSE);
                return parts.strip(pos);
            }
        }
    }

    /// The rest of a path that starts with a literal.
    Expr path(int pos, Expr.PathLiteral first) {
        if (lexer.kind == Terminal.PATH_END) {
            lexer.next();
            return first;
        }
        int mark = cursor.pending();
        Places places = new Places(pos);
        cursor.push(first);
        if (lexer.kind == Terminal.STR) {
            places.set(1, cursor.position());
            cursor.push(stringPart());
        }
        interpolations(mark, places);
        cursor.expect(Terminal.PATH_END);
        return concatenation(pos, false, mark, places);
    }

    /// Packed positions of the parts of a string or path.
    private static final class Places {
        private int[] places = new int[4];

        Places(int first) {
            places[0] = first;
        }

        void set(int part, int place) {
            if (part == places.length) {
                places = Arrays.copyOf(places, 2 * part);
            }
            places[part] = place;
        }

        int[] first(int count) {
            return Arrays.copyOf(places, count);
        }
    }
}
