package flakelab.syntax;

/// The rules of the [Lexer] inside `"…"` and `''…''`.
abstract sealed class StringScanner extends Scanner permits Lexer {
    StringScanner(String text, SyntaxErrors errors) {
        super(text, errors);
    }

    final void inString() {
        start = end;
        docStart = -1;
        int p = start;
        boolean plain = true;
        while (true) {
            while (!is(p, IN_STRING)) {
                p++;
            }
            int unit = stringUnit(p);
            if (unit == 0) {
                break;
            }
            if (unit > 1 || bytes[p] != '$') {
                plain = false;
            }
            p += unit;
        }
        if (p > start) {
            kind = Terminal.STR;
            end = p;
            inPath = false;
            string = plain ? text.substring(start, p) : unescaped(start, p, true);
        } else if (bytes[p] == '"') {
            token(Terminal.QUOTE, 1);
            pop();
        } else if (bytes[p] == '$' && bytes[p + 1] == '{') {
            interpolation();
        } else {
            endOfFile(length);
        }
    }

    /// How many bytes the special piece at `p` has that still belongs to the string; 0: the string ends, or is interrupted, here.
    private int stringUnit(int p) {
        int left = length - p;
        return switch (bytes[p]) {
            case '\r' -> 1;
            case '\\' -> left >= 2 ? 2 : 0;
            case '$' -> {
                if (left < 2) {
                    yield 0;
                }
                yield switch (bytes[p + 1]) {
                    case '{' -> 0;
                    case '"' -> 1;
                    case '\\' -> left >= 3 ? 3 : 0;
                    default -> 2;
                };
            }
            case '"' -> 0;
            default -> left > 0 ? 1 : 0;
        };
    }

    /// Resolves `\n`, `\r`, `\t`, `\x`, and takes CR and CR LF for LF. A NUL is an error unless escaped.
    private String unescaped(int from, int to, boolean nullsAreErrors) {
        StringBuilder out = new StringBuilder(to - from);
        boolean nulls = false;
        int p = from;
        while (p < to) {
            char c = text.charAt(p++);
            if (c == '\\') {
                char escaped = text.charAt(p++);
                out.append(switch (escaped) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> escaped;
                });
            } else if (c == '\r') {
                out.append('\n');
                if (bytes[p] == '\n') {
                    p++;
                }
            } else {
                nulls |= c == 0;
                out.append(c);
            }
        }
        if (nulls && nullsAreErrors) {
            throw errors.nullByte(start, out.toString());
        }
        return out.toString();
    }

    final void inIndentedString() {
        start = end;
        docStart = -1;
        int p = start;
        while (true) {
            byte c = bytes[p];
            if (c == '$' || c == '\'') {
                byte d = bytes[p + 1];
                if (length - p < 2 || d == '\'' || d == (c == '$' ? '{' : '$')) {
                    break;
                }
                p += 2;
            } else if (c == 0 && p >= length) {
                break;
            } else {
                p++;
            }
        }
        if (p > start) {
            kind = Terminal.IND_STR;
            end = p;
            raw = true;
            string = text.substring(start, p);
            if (string.indexOf('\0') >= 0) {
                throw errors.nullByte(start, string);
            }
        } else if (p >= length) {
            endOfFile(length);
        } else if (bytes[p] == '$') {
            if (bytes[p + 1] == '{') {
                interpolation();
            } else {
                escape("$", 1);
            }
        } else {
            indentedQuote(p);
        }
    }

    private void indentedQuote(int p) {
        if (bytes[p + 1] != '\'') {
            escape("'", 1);
            return;
        }
        switch (bytes[p + 2]) {
            case '$' -> escape("$", 3);
            case '\'' -> escape("''", 3);
            case '\\' -> {
                if (p + 3 < length) {
                    escape(unescaped(p + 2, p + 4, false), 4);
                } else {
                    closeIndented();
                }
            }
            default -> closeIndented();
        }
    }

    private void escape(String value, int size) {
        token(Terminal.IND_STR, size);
        raw = false;
        string = value;
    }

    private void closeIndented() {
        token(Terminal.IND_CLOSE, 2);
        pop();
    }
}
