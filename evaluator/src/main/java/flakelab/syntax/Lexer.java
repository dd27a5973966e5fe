package flakelab.syntax;

import java.math.BigDecimal;
import java.util.List;

/// Cuts a text into [Terminal]s, one per [#next], exactly as CppNix's flex rules do (`src/libexpr/lexer.l`): the longest match
/// wins, inside strings and paths other rules hold than outside.
///
/// Works on the bytes of the text, each seen a bounded number of times. The current token is in the fields; [#symbol],
/// `string`, `integer` and `floating` its value.
public final class Lexer extends StringScanner {
    private final boolean pipeOperators;
    private int nameHash;
    private int lastStart;
    private int beforeLastStart;

    private int pathRunEnd;
    private int schemeRunEnd;
    private boolean commentsEnd = true;

    /// `text` is what is read; `errors` names the source it came from.
    Lexer(String text, SyntaxErrors errors, boolean pipeOperators) {
        super(text, errors);
        this.pipeOperators = pipeOperators;
    }

    /// The tokens of a text for colouring and completion, comments among them, whatever is wrong with it.
    public static List<Token> tokens(String latin1) {
        return Token.in(latin1);
    }

    /// The name the current [Terminal#ID] spells.
    Symbol symbol() {
        return Symbol.of(text, start, end, nameHash);
    }

    /// A name that is not a symbol yet. Which of two names becomes a symbol first shows in Nix (sets are walked in that order), and
    /// CppNix makes some only after what follows them.
    record Name(int start, int end, int hash) {}

    /// The current [Terminal#ID], to be made a symbol later.
    Name name() {
        return new Name(start, end, nameHash);
    }

    Symbol symbol(Name name) {
        return Symbol.of(text, name.start, name.end, name.hash);
    }

    /// Reads the next token.
    void next() {
        beforeLastStart = lastStart;
        lastStart = start;
        switch (mode) {
            case CODE -> code();
            case STRING -> inString();
            case IND_STRING -> inIndentedString();
            case IN_PATH, IN_PATH_SLASH -> inPath();
        }
    }

    /// Opens the REPL's grammar for bindings: its first token is the mark CppNix puts before a text that is not empty.
    void startReplBindings() {
        kind = length > 0 ? Terminal.REPL_BINDINGS : Terminal.END;
    }

    private void code() {
        int p = skipBlanks(end);
        start = p;
        byte c = bytes[p];
        int bits = classOf(c);
        if ((bits & ID_START) != 0) {
            identifier(p);
        } else if ((bits & PATH_CHAR) != 0) {
            if (!pathAt(p)) {
                numberOrOperator(p, c);
            }
        } else {
            operator(p, c);
        }
    }

    /// Skips white space and comments and remembers the last documentation comment among them.
    private int skipBlanks(int from) {
        int p = from;
        docStart = -1;
        while (true) {
            byte c = bytes[p];
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                p++;
            } else if (c == '#') {
                while (p < length && bytes[p] != '\n' && bytes[p] != '\r') {
                    p++;
                }
            } else if (c == '/' && bytes[p + 1] == '*') {
                int close = commentEnd(p);
                if (close < 0) {
                    return p;
                }
                if (bytes[p + 2] == '*' && bytes[p + 3] != '/' && bytes[p + 3] != '*') {
                    docStart = p;
                    docEnd = close;
                }
                p = close;
            } else {
                return p;
            }
        }
    }

    private int commentEnd(int from) {
        if (!commentsEnd) {
            return -1;
        }
        int close = text.indexOf("*/", from + 2);
        commentsEnd = close >= 0;
        return commentsEnd ? close + 2 : -1;
    }

    private void identifier(int from) {
        int p = from;
        int hash = 0;
        byte c;
        while ((classOf(c = bytes[p]) & ID_PART) != 0) {
            hash = 31 * hash + c;
            p++;
        }
        if ((c == '.' || c == '+' || c == '/' || c == ':') && (pathAt(from) || uriAt(from))) {
            return;
        }
        end = p;
        nameHash = hash;
        kind = p - from <= 7 ? keyword(from, p - from) : Terminal.ID;
    }

    private Terminal keyword(int from, int size) {
        return switch (bytes[from]) {
            case 'a' -> keyword(from, size, "assert", Terminal.ASSERT);
            case 'e' -> keyword(from, size, "else", Terminal.ELSE);
            case 'i' -> switch (size) {
                case 2 -> bytes[from + 1] == 'f'
                        ? Terminal.IF
                        : keyword(from, size, "in", Terminal.IN);
                default -> keyword(from, size, "inherit", Terminal.INHERIT);
            };
            case 'l' -> keyword(from, size, "let", Terminal.LET);
            case 'o' -> keyword(from, size, "or", Terminal.OR_KW);
            case 'r' -> keyword(from, size, "rec", Terminal.REC);
            case 't' -> keyword(from, size, "then", Terminal.THEN);
            case 'w' -> keyword(from, size, "with", Terminal.WITH);
            default -> Terminal.ID;
        };
    }

    private Terminal keyword(int from, int size, String word, Terminal terminal) {
        return size == word.length() && text.startsWith(word, from) ? terminal : Terminal.ID;
    }

    /// The end of the longest run of path characters from `p`.
    private int pathRun(int p) {
        if (p >= pathRunEnd) {
            int q = p;
            while (is(q, PATH_CHAR)) {
                q++;
            }
            pathRunEnd = q;
        }
        return pathRunEnd;
    }

    private int schemeRun(int p) {
        if (p >= schemeRunEnd) {
            int q = p;
            while (is(q, SCHEME_CHAR)) {
                q++;
            }
            schemeRunEnd = q;
        }
        return schemeRunEnd;
    }

    /// Reads a path, or its first piece where `${` follows, if there is one at `p`.
    private boolean pathAt(int p) {
        int q = pathRun(p);
        if (bytes[q] != '/') {
            return false;
        }
        if (is(q + 1, PATH_CHAR)) {
            path(Terminal.PATH, p);
            return true;
        }
        if (bytes[q + 1] == '$' && bytes[q + 2] == '{') {
            token(Terminal.PATH, q + 1 - p);
            push(Mode.IN_PATH_SLASH);
            return true;
        }
        return false;
    }

    private void path(Terminal terminal, int segments) {
        kind = terminal;
        end = segmentsEnd(segments);
        push(endsWithSlash() ? Mode.IN_PATH_SLASH : Mode.IN_PATH);
    }

    private boolean endsWithSlash() {
        return bytes[end - 1] == '/';
    }

    /// The end of `a/b/c` or `a/b/` from `p`: no two slashes in a row.
    private int segmentsEnd(int p) {
        int q = pathRun(p);
        while (bytes[q] == '/') {
            if (!is(q + 1, PATH_CHAR)) {
                return q + 1;
            }
            q = pathRun(q + 1);
        }
        return q;
    }

    private boolean uriAt(int p) {
        if (!is(p, LETTER)) {
            return false;
        }
        int q = schemeRun(p);
        if (bytes[q] != ':' || !is(q + 1, URI_CHAR)) {
            return false;
        }
        q++;
        while (is(q, URI_CHAR)) {
            q++;
        }
        token(Terminal.URI, q - p);
        return true;
    }

    private void numberOrOperator(int p, byte c) {
        switch (c) {
            case '.' -> {
                if (is(p + 1, DIGIT)) {
                    floating(p + 1);
                } else if (bytes[p + 1] == '.' && bytes[p + 2] == '.') {
                    token(Terminal.ELLIPSIS, 3);
                } else {
                    token(Terminal.DOT, 1);
                }
            }
            case '-' -> either(bytes[p + 1] == '>', Terminal.IMPL, Terminal.MINUS);
            case '+' -> either(bytes[p + 1] == '+', Terminal.CONCAT, Terminal.PLUS);
            default -> number(p);
        }
    }

    private void either(boolean two, Terminal longer, Terminal shorter) {
        token(two ? longer : shorter, two ? 2 : 1);
    }

    private void number(int p) {
        int q = digits(p);
        boolean zero = bytes[p] == '0';
        if (bytes[q] == '.' && (zero ? q == p + 1 && is(q + 1, DIGIT) : true)) {
            floating(q + 1);
        } else {
            integer(q - p);
        }
    }

    private int digits(int p) {
        int q = p;
        while (is(q, DIGIT)) {
            q++;
        }
        return q;
    }

    /// Reads what follows the dot of a floating-point number. What C's `strtod` calls out of range is refused.
    private void floating(int fraction) {
        int q = digits(fraction);
        if (bytes[q] == 'e' || bytes[q] == 'E') {
            int exponent = q + (bytes[q + 1] == '+' || bytes[q + 1] == '-' ? 2 : 1);
            if (is(exponent, DIGIT)) {
                q = digits(exponent);
            }
        }
        token(Terminal.FLOAT, q - start);
        String written = written();
        floating = Double.parseDouble(written);
        boolean tiny = floating < Double.MIN_NORMAL
                && new BigDecimal(written).compareTo(new BigDecimal(floating)) != 0;
        if (Double.isInfinite(floating) || tiny) {
            throw errors.invalidFloat(start, written);
        }
    }

    private void integer(int size) {
        token(Terminal.INT, size);
        try {
            integer = Long.parseLong(text, start, end, 10);
        } catch (NumberFormatException tooLarge) {
            throw errors.invalidInteger(start, written());
        }
    }

    private void operator(int p, byte c) {
        byte d = bytes[p + 1];
        switch (c) {
            case '"' -> {
                token(Terminal.QUOTE, 1);
                push(Mode.STRING);
            }
            case '\'' -> quote(p, d);
            case '{' -> {
                token(Terminal.LBRACE, 1);
                push(Mode.CODE);
            }
            case '}' -> {
                token(Terminal.RBRACE, 1);
                pop();
            }
            case '$' -> {
                if (d == '{') {
                    interpolation();
                } else {
                    token(Terminal.INVALID, 1);
                }
            }
            case '/' -> slash(p, d);
            case '~' -> home(p, d);
            case '<' -> less(p, d);
            case '|' -> {
                if (d == '>') {
                    pipe(Terminal.PIPE_INTO);
                } else {
                    either(d == '|', Terminal.OR, Terminal.INVALID);
                }
            }
            case '=' -> either(d == '=', Terminal.EQ, Terminal.ASSIGN);
            case '!' -> either(d == '=', Terminal.NEQ, Terminal.NOT);
            case '>' -> either(d == '=', Terminal.GEQ, Terminal.GREATER);
            case '&' -> either(d == '&', Terminal.AND, Terminal.INVALID);
            case '*' -> token(Terminal.STAR, 1);
            case '?' -> token(Terminal.QUESTION, 1);
            case ':' -> token(Terminal.COLON, 1);
            case '@' -> token(Terminal.AT, 1);
            case ';' -> token(Terminal.SEMICOLON, 1);
            case '(' -> token(Terminal.LPAREN, 1);
            case ')' -> token(Terminal.RPAREN, 1);
            case '[' -> token(Terminal.LBRACKET, 1);
            case ']' -> token(Terminal.RBRACKET, 1);
            case ',' -> token(Terminal.COMMA, 1);
            // CppNix hands a NUL byte to its parser as the end of the text.
            case 0 -> endOfFile(Math.min(p + 1, length));
            default -> token(Terminal.INVALID, 1);
        }
    }

    private void quote(int p, byte d) {
        if (d != '\'') {
            token(Terminal.INVALID, 1);
            return;
        }
        int q = p + 2;
        while (bytes[q] == ' ') {
            q++;
        }
        token(Terminal.IND_OPEN, bytes[q] == '\n' ? q + 1 - p : 2);
        push(Mode.IND_STRING);
    }

    private void slash(int p, byte d) {
        if (!pathAt(p)) {
            either(d == '/', Terminal.UPDATE, Terminal.SLASH);
        }
    }

    private void home(int p, byte d) {
        if (d == '/' && is(p + 2, PATH_CHAR)) {
            path(Terminal.HPATH, p + 1);
        } else if (d == '/' && bytes[p + 2] == '$' && bytes[p + 3] == '{') {
            token(Terminal.HPATH, 2);
            push(Mode.IN_PATH_SLASH);
        } else {
            token(Terminal.INVALID, 1);
        }
    }

    private void less(int p, byte d) {
        if (is(p + 1, PATH_CHAR)) {
            int q = segmentsEnd(p + 1);
            if (bytes[q] == '>' && bytes[q - 1] != '/') {
                token(Terminal.SPATH, q + 1 - p);
                return;
            }
        }
        if (d == '|') {
            pipe(Terminal.PIPE_FROM);
        } else {
            either(d == '=', Terminal.LEQ, Terminal.LESS);
        }
    }

    private void pipe(Terminal terminal) {
        token(terminal, 2);
        if (!pipeOperators) {
            throw errors.disabledFeature(start, "pipe-operators");
        }
    }

    private void inPath() {
        int p = end;
        docStart = -1;
        if (bytes[p] == '$' && bytes[p + 1] == '{') {
            start = p;
            mode = Mode.IN_PATH;
            interpolation();
            return;
        }
        int q = segmentsEnd(p);
        if (q > p) {
            start = p;
            end = q;
            kind = Terminal.STR;
            inPath = true;
            string = text.substring(p, q);
            mode = endsWithSlash() ? Mode.IN_PATH_SLASH : Mode.IN_PATH;
            return;
        }
        boolean slash = mode == Mode.IN_PATH_SLASH;
        pop();
        if (slash) {
            throw errors.trailingSlash(p < length ? p : start);
        }
        pathEnd(p);
    }

    /// The end of a path has no bytes; messages place it at the token before. At the end of the text CppNix's bookkeeping has
    /// forgotten that token, and places this one and the end of the text before it.
    private void pathEnd(int p) {
        kind = Terminal.PATH_END;
        end = p;
        if (p >= length) {
            start = beforeLastStart;
            endPlace = lastStart;
        }
    }
}
