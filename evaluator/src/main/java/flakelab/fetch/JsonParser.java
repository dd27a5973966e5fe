package flakelab.fetch;

import flakelab.fetch.Json.SyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads JSON by recursive descent, failing in nlohmann::json's words: what was being parsed, what was read last, where.
final class JsonParser {
    private static final int MAX_DEPTH = 2000;

    private enum Token {
        TRUE("true literal"), FALSE("false literal"), NULL("null literal"), STRING(
                "string literal"), NUMBER("number literal"), BEGIN_ARRAY("'['"), BEGIN_OBJECT(
                        "'{'"), END_ARRAY("']'"), END_OBJECT("'}'"), COLON("':'"), COMMA(
                                "','"), ERROR("<parse error>"), END(
                                        "end of input"), VALUE("'[', '{', or a literal");

        final String shown;

        Token(String shown) {
            this.shown = shown;
        }
    }

    private final String text;
    private int at;
    private int start;
    /// Where the last string or number began: nlohmann forgets what it read before only there.
    private int remembered;
    private Token token = Token.END;
    private @Nullable Object value;
    private String problem = "";

    JsonParser(String text) {
        this.text = text;
    }

    @Nullable
    Object parse() throws SyntaxException {
        if (text.startsWith("\u00ef\u00bb\u00bf")) {
            at = 3;
        }
        next();
        Object result = value(0);
        if (next() != Token.END) {
            throw failure(Token.END, "value");
        }
        return result;
    }

    private @Nullable Object value(int depth) throws SyntaxException {
        return switch (token) {
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> null;
            case STRING, NUMBER -> value;
            case BEGIN_ARRAY -> array(depth);
            case BEGIN_OBJECT -> object(depth);
            case ERROR -> throw failure(null, "value");
            case END -> throw text.isEmpty()
                    ? located("attempting to parse an empty input; check that your input "
                            + "string or stream contains the expected JSON")
                    : failure(Token.VALUE, "value");
            case END_ARRAY, END_OBJECT, COLON, COMMA, VALUE -> throw failure(Token.VALUE, "value");
        };
    }

    private List<Object> array(int depth) throws SyntaxException {
        guard(depth);
        List<Object> elements = new ArrayList<>();
        if (next() == Token.END_ARRAY) {
            return elements;
        }
        while (true) {
            elements.add(value(depth + 1));
            switch (next()) {
                case COMMA -> next();
                case END_ARRAY -> {
                    return elements;
                }
                default -> throw failure(Token.END_ARRAY, "array");
            }
        }
    }

    private SortedMap<String, Object> object(int depth) throws SyntaxException {
        guard(depth);
        SortedMap<String, Object> members = new TreeMap<>();
        if (next() == Token.END_OBJECT) {
            return members;
        }
        while (true) {
            if (token != Token.STRING) {
                throw failure(Token.STRING, "object key");
            }
            String name = (String) java.util.Objects.requireNonNull(value);
            if (next() != Token.COLON) {
                throw failure(Token.COLON, "object separator");
            }
            next();
            members.put(name, value(depth + 1));
            switch (next()) {
                case COMMA -> next();
                case END_OBJECT -> {
                    return members;
                }
                default -> throw failure(Token.END_OBJECT, "object");
            }
        }
    }

    private void guard(int depth) throws SyntaxException {
        if (depth > MAX_DEPTH) {
            throw located("nested too deeply");
        }
    }

    private SyntaxException failure(@Nullable Token expected, String context) {
        StringBuilder message = new StringBuilder("syntax error while parsing ").append(context)
            .append(" - ");
        if (token == Token.ERROR) {
            message.append(problem).append("; last read: '").append(lastRead()).append('\'');
        } else {
            message.append("unexpected ").append(token.shown);
        }
        if (expected != null) {
            message.append("; expected ").append(expected.shown);
        }
        return located(message.toString());
    }

    private SyntaxException located(String message) {
        int line = 1;
        int column = 0;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 0;
            }
        }
        column += at > text.length() ? 1 : 0; // the end of input counts as a character read
        return new SyntaxException(
                "[json.exception.parse_error.101] parse error at line " + line + ", column "
                        + column + ": " + message);
    }

    private String lastRead() {
        StringBuilder out = new StringBuilder();
        for (int i = remembered; i < Math.min(at, text.length()); i++) {
            char c = text.charAt(i);
            if (c <= 0x1f) {
                out.append(String.format("<U+%04X>", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    /// Reads a character; the end of input is -1, and counts as read.
    private int read() {
        int c = peek();
        at++;
        return c;
    }

    private Token next() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
        start = at;
        value = null;
        token = switch (read()) {
            case '[' -> Token.BEGIN_ARRAY;
            case ']' -> Token.END_ARRAY;
            case '{' -> Token.BEGIN_OBJECT;
            case '}' -> Token.END_OBJECT;
            case ':' -> Token.COLON;
            case ',' -> Token.COMMA;
            case 't' -> literal("true", Token.TRUE);
            case 'f' -> literal("false", Token.FALSE);
            case 'n' -> literal("null", Token.NULL);
            case '"' -> string();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case -1, 0 -> Token.END;
            default -> problem("invalid literal");
        };
        return token;
    }

    private Token problem(String what) {
        problem = what;
        return Token.ERROR;
    }

    private Token literal(String word, Token literal) {
        for (int i = 1; i < word.length(); i++) {
            if (read() != word.charAt(i)) {
                return problem("invalid literal");
            }
        }
        return literal;
    }

    private Token number() {
        remembered = start;
        at = start;
        if (peek() == '-') {
            at++;
        }
        int first = read();
        if (first < '0' || first > '9') {
            return problem("invalid number; expected digit after '-'");
        }
        boolean whole = true;
        if (first != '0') {
            digits();
        }
        if (peek() == '.') {
            at++;
            whole = false;
            if (!digits()) {
                at++;
                return problem("invalid number; expected digit after '.'");
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            whole = false;
            boolean signed = peek() == '+' || peek() == '-';
            at += signed ? 1 : 0;
            if (!digits()) {
                at++;
                return problem(signed
                        ? "invalid number; expected digit after exponent sign"
                        : "invalid number; expected '+', '-', or digit after exponent");
            }
        }
        value = numberValue(text.substring(start, at), whole);
        return Token.NUMBER;
    }

    private static Object numberValue(String digits, boolean whole) {
        if (whole) {
            try {
                return Long.parseLong(digits);
            } catch (NumberFormatException e) {
                return Double.parseDouble(digits); // as nlohmann: what no integer holds is a float
            }
        }
        return Double.parseDouble(digits);
    }

    private boolean digits() {
        int before = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > before;
    }

    private Token string() {
        remembered = start;
        StringBuilder out = new StringBuilder();
        while (true) {
            int c = read();
            if (c == '"') {
                value = out.toString();
                return Token.STRING;
            }
            if (c < 0) {
                return problem("invalid string: missing closing quote");
            }
            if (c < 0x20) {
                return problem(control(c));
            }
            if (c == '\\') {
                String wrong = escape(out);
                if (!wrong.isEmpty()) {
                    return problem(wrong);
                }
            } else if (c < 0x80) {
                out.append((char) c);
            } else if (!utf8(out, c)) {
                return problem("invalid string: ill-formed UTF-8 byte");
            }
        }
    }

    /// Copies one character of several bytes, checking that they are well-formed.
    private boolean utf8(StringBuilder out, int first) {
        int low = 0x80;
        int high = 0xbf;
        int more;
        if (first >= 0xc2 && first <= 0xdf) {
            more = 1;
        } else if (first >= 0xe0 && first <= 0xef) {
            more = 2;
            low = first == 0xe0 ? 0xa0 : low;
            high = first == 0xed ? 0x9f : high;
        } else if (first >= 0xf0 && first <= 0xf4) {
            more = 3;
            low = first == 0xf0 ? 0x90 : low;
            high = first == 0xf4 ? 0x8f : high;
        } else {
            return false;
        }
        out.append((char) first);
        for (int i = 0; i < more; i++) {
            int c = read();
            if (c < low || c > high) {
                return false;
            }
            out.append((char) c);
            low = 0x80;
            high = 0xbf;
        }
        return true;
    }

    private String escape(StringBuilder out) {
        int c = read();
        switch (c) {
            case '"', '\\', '/' -> out.append((char) c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> {
                return unicode(out);
            }
            default -> {
                return "invalid string: forbidden character after backslash";
            }
        }
        return "";
    }

    private String unicode(StringBuilder out) {
        String noDigits = "invalid string: '\\u' must be followed by 4 hex digits";
        int unit = hex4();
        if (unit < 0) {
            return noDigits;
        }
        int point = unit;
        if (unit >= 0xd800 && unit <= 0xdbff) {
            String lonely = "invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF";
            if (read() != '\\' || read() != 'u') {
                return lonely;
            }
            int second = hex4();
            if (second < 0) {
                return noDigits;
            }
            if (second < 0xdc00 || second > 0xdfff) {
                return lonely;
            }
            point = Character.toCodePoint((char) unit, (char) second);
        } else if (unit >= 0xdc00 && unit <= 0xdfff) {
            return "invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF";
        }
        byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        out.append(new String(bytes, StandardCharsets.ISO_8859_1));
        return "";
    }

    private int hex4() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int c = read();
            int digit = c < 0 || c > 127 ? -1 : Character.digit(c, 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }

    private static String control(int c) {
        String[] names = {"NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF",
                "VT", "FF", "CR",
                "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM",
                "SUB", "ESC", "FS",
                "GS", "RS", "US"};
        String named = switch (c) {
            case 8 -> " or \\b";
            case 9 -> " or \\t";
            case 10 -> " or \\n";
            case 12 -> " or \\f";
            case 13 -> " or \\r";
            default -> "";
        };
        return String.format(
                "invalid string: control character U+%04X (%s) must be escaped to \\u%04X%s", c,
                names[c],
                c, named);
    }
}
