package flakelab.syntax;

import flakelab.syntax.Expr.AttrName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads bindings and attribute paths.
final class Attributes {
    private static final Symbol OR = Symbol.of("or");

    private final Parser parser;
    private final Cursor cursor;
    private final Lexer lexer;

    Attributes(Parser parser, Cursor cursor) {
        this.parser = parser;
        this.cursor = cursor;
        this.lexer = cursor.lexer;
    }

    /// All bindings there are, up to whatever is none.
    void bindings(Bindings bindings) {
        while (true) {
            int pos = cursor.position();
            if (lexer.kind == Terminal.ID) {
                AttrName.Static name = new AttrName.Static(pos, lexer.symbol());
                DocComment doc = cursor.doc();
                lexer.next();
                binding(bindings, pos, name, doc);
            } else if (lexer.kind == Terminal.INHERIT) {
                inherit(bindings);
            } else if (cursor.at(Cursor.ATTR_STARTS)) {
                DocComment doc = cursor.doc();
                binding(bindings, pos, attrName(), doc);
            } else {
                return;
            }
        }
    }

    /// The rest of `first.… = value;`.
    void binding(Bindings bindings, int pos, AttrName first, @Nullable DocComment doc) {
        List<AttrName> path = lexer.kind == Terminal.DOT ? attrPath(first) : List.of(first);
        cursor.expect(Terminal.ASSIGN);
        Expr value = parser.expression();
        if (lexer.kind != Terminal.SEMICOLON) {
            throw cursor.unexpected();
        }
        bindings.add(pos, path, value, doc);
        lexer.next();
    }

    private record Inherited(int pos, Symbol name, @Nullable DocComment doc) {}

    private void inherit(Bindings bindings) {
        lexer.next();
        if (lexer.kind != Terminal.LPAREN) {
            for (Inherited attr : inherited()) {
                bindings.inherit(attr.pos, attr.name, attr.doc);
            }
        } else {
            lexer.next();
            int place = cursor.position();
            Expr from = parser.expression();
            cursor.expect(Terminal.RPAREN);
            List<Inherited> attrs = inherited();
            Expr.InheritFrom inheritFrom = bindings.source(place, from);
            for (Inherited attr : attrs) {
                bindings.inheritFrom(attr.pos, attr.name, inheritFrom, attr.doc);
            }
        }
        lexer.next();
    }

    /// The names of an `inherit`, up to its semicolon, which stays the current token.
    private List<Inherited> inherited() {
        List<Inherited> attrs = new ArrayList<>();
        while (cursor.at(Cursor.ATTR_STARTS)) {
            int pos = cursor.position();
            DocComment doc = cursor.doc();
            Symbol name = switch (lexer.kind) {
                case ID -> lexer.symbol();
                case OR_KW -> OR;
                default -> {
                    Expr written = lexer.kind == Terminal.QUOTE
                            ? parser.strings.string()
                            : parser.strings.interpolation();
                    if (!(written instanceof Expr.StringLiteral literal)) {
                        throw cursor.errors.dynamicInInherit(cursor.offset(pos));
                    }
                    yield Symbol.of(literal.value());
                }
            };
            lexer.next();
            attrs.add(new Inherited(pos, name, doc));
        }
        if (lexer.kind != Terminal.SEMICOLON) {
            throw cursor.unexpected();
        }
        return attrs;
    }

    List<AttrName> attrPath() {
        AttrName first = attrName();
        return lexer.kind == Terminal.DOT ? attrPath(first) : List.of(first);
    }

    private List<AttrName> attrPath(AttrName first) {
        int mark = cursor.pending();
        cursor.push(first);
        while (lexer.kind == Terminal.DOT) {
            lexer.next();
            cursor.push(attrName());
        }
        return cursor.popNames(mark);
    }

    private AttrName attrName() {
        int pos = cursor.position();
        Expr written;
        switch (lexer.kind) {
            case ID -> {
                Symbol name = lexer.symbol();
                lexer.next();
                return new AttrName.Static(pos, name);
            }
            case OR_KW -> {
                lexer.next();
                return new AttrName.Static(pos, OR);
            }
            case QUOTE -> written = parser.strings.string();
            case DOLLAR_CURLY -> written = parser.strings.interpolation();
            default -> throw cursor.unexpected();
        }
        lexer.next();
        return written instanceof Expr.StringLiteral literal
                ? new AttrName.Static(pos, Symbol.of(literal.value()))
                : new AttrName.Dynamic(pos, written);
    }
}
