package flakelab.syntax;

import flakelab.text.Origin;
import flakelab.text.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A piece of a text as editors and prompts see it: bytes `[start, end)`. White space belongs to no token.
public record Token(Kind kind, int start, int end) {

    /// What to colour it as. `STRING` and `PATH` tokens are the pieces between interpolations, quotes being `STRING`s of their own;
    /// `ESCAPE` is a piece of a string that stands for another; `INTERPOLATION` is `${` and the brace that ends it.
    public enum Kind {
        COMMENT, DOC_COMMENT, KEYWORD, IDENTIFIER, NUMBER, STRING, ESCAPE, INTERPOLATION, PATH, URI, OPERATOR, PUNCTUATION, INVALID
    }

    /// The tokens of a text, however broken; Latin-1.
    public static List<Token> in(String text) {
        return new Reader(text).read();
    }

    /// Runs the lexer over a text and goes on after what it refuses.
    private static final class Reader {
        private final String text;
        private final Lexer lexer;
        private final List<Token> tokens = new ArrayList<>();
        /// For each open brace, what the one that closes it is.
        private final Deque<Kind> braces = new ArrayDeque<>();

        Reader(String text) {
            this.text = text;
            Source source = new Source(new Origin.Nowhere(), text);
            this.lexer = new Lexer(text, new SyntaxErrors(source, 0), true);
        }

        List<Token> read() {
            int from = 0;
            while (true) {
                try {
                    lexer.next();
                } catch (SyntaxException refused) {
                    if (lexer.end > from) {
                        comments(from, lexer.start);
                        add(Kind.INVALID, lexer.start, lexer.end);
                        from = lexer.end;
                    }
                    continue;
                }
                if (lexer.kind == Terminal.END) {
                    comments(from, text.length());
                    return List.copyOf(tokens);
                }
                if (lexer.kind == Terminal.PATH_END) {
                    continue;
                }
                comments(from, lexer.start);
                if (lexer.kind == Terminal.SLASH && text.startsWith("/*", lexer.start)) {
                    add(Kind.COMMENT, lexer.start, text.length());
                    return List.copyOf(tokens);
                }
                token();
                from = lexer.end;
            }
        }

        private void add(Kind kind, int start, int end) {
            if (end > start) {
                tokens.add(new Token(kind, start, end));
            }
        }

        /// The comments in a stretch without tokens.
        private void comments(int from, int to) {
            int p = from;
            while (p < to) {
                char c = text.charAt(p);
                if (c == '#') {
                    int end = p;
                    while (end < to && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                        end++;
                    }
                    add(Kind.COMMENT, p, end);
                    p = end;
                } else if (text.startsWith("/*", p)) {
                    int close = text.indexOf("*/", p + 2);
                    int end = close < 0 ? to : close + 2;
                    boolean doc = end - p > 4 && text.charAt(p + 2) == '*'
                            && text.charAt(p + 3) != '*';
                    add(doc ? Kind.DOC_COMMENT : Kind.COMMENT, p, end);
                    p = end;
                } else {
                    p++;
                }
            }
        }

        private void token() {
            switch (lexer.kind) {
                case STR -> {
                    if (lexer.inPath) {
                        add(Kind.PATH, lexer.start, lexer.end);
                    } else {
                        string(lexer.start, lexer.end);
                    }
                }
                case IND_STR -> add(lexer.raw ? Kind.STRING : Kind.ESCAPE, lexer.start, lexer.end);
                case LBRACE -> open(Kind.PUNCTUATION);
                case DOLLAR_CURLY -> open(Kind.INTERPOLATION);
                case RBRACE -> {
                    Kind kind = braces.isEmpty() ? Kind.PUNCTUATION : braces.pop();
                    add(kind, lexer.start, lexer.end);
                }
                default -> add(kind(lexer.kind), lexer.start, lexer.end);
            }
        }

        private void open(Kind kind) {
            braces.push(kind);
            add(kind, lexer.start, lexer.end);
        }

        private void string(int from, int to) {
            int start = from;
            int escape = text.indexOf('\\', start);
            while (escape >= 0 && escape + 1 < to) {
                add(Kind.STRING, start, escape);
                add(Kind.ESCAPE, escape, escape + 2);
                start = escape + 2;
                escape = text.indexOf('\\', start);
            }
            add(Kind.STRING, start, to);
        }

        private static Kind kind(Terminal terminal) {
            return switch (terminal) {
                case ID -> Kind.IDENTIFIER;
                case INT, FLOAT -> Kind.NUMBER;
                case PATH, HPATH, SPATH -> Kind.PATH;
                case URI -> Kind.URI;
                case QUOTE, IND_OPEN, IND_CLOSE -> Kind.STRING;
                case IF, THEN, ELSE, ASSERT, WITH, LET, IN, REC, INHERIT, OR_KW -> Kind.KEYWORD;
                case EQ, NEQ, LEQ, GEQ, UPDATE, CONCAT, AND, OR, IMPL, PIPE_FROM, PIPE_INTO, LESS,
                        GREATER, PLUS, MINUS, STAR, SLASH, QUESTION, NOT ->
                    Kind.OPERATOR;
                case ELLIPSIS, COLON, AT, SEMICOLON, DOT, LPAREN, RPAREN, LBRACKET, RBRACKET,
                        ASSIGN, COMMA ->
                    Kind.PUNCTUATION;
                default -> Kind.INVALID;
            };
        }
    }
}
