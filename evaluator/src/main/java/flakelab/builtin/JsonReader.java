package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.text.Emphasis;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;

/// Reads JSON into values as nlohmann's parser does in CppNix, with its messages.
///
/// The text is bytes, one per char, checked to be UTF-8 inside strings. Of equal keys the last wins.
final class JsonReader {
    /// The text is no JSON (CppNix `JSONParseError`).
    static final class Malformed extends EvalException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(Emphasis.of(message));
        }
    }

    private static final int END = -1;
    private static final String[] CONTROLS = {"NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK",
            "BEL", "BS", "HT", "LF",
            "VT", "FF", "CR", "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB",
            "CAN", "EM", "SUB",
            "ESC", "FS", "GS", "RS", "US"};

    private enum Token {
        TRUE("true literal"), FALSE("false literal"), NULL("null literal"), STRING(
                "string literal"), NUMBER("number literal"), OPEN_LIST("'['"), CLOSE_LIST(
                        "']'"), OPEN_OBJECT("'{'"), CLOSE_OBJECT("'}'"), COLON("':'"), COMMA(
                                "','"), INVALID("<parse error>"), END_OF_INPUT(
                                        "end of input"), VALUE("'[', '{', or a literal");

        final String shown;

        Token(String shown) {
            this.shown = shown;
        }
    }

    private final String text;
    /// How many bytes were read; the end of input counts as one.
    private int read;
    /// Where the last string or number starts, which is how far back messages quote.
    private int tokenStart;
    private Token token = Token.INVALID;
    private String problem = "";
    private final StringBuilder string = new StringBuilder();
    private Value number = NullValue.NULL;

    private JsonReader(String text) {
        this.text = text;
    }

    /// @throws Malformed if the text is no JSON
    /// @throws EvalException if a value has no place in Nix
    static Value read(String text) {
        JsonReader reader = new JsonReader(text);
        reader.next();
        Value value = reader.value();
        if (reader.next() != Token.END_OF_INPUT) {
            throw reader.unexpected("value", Token.END_OF_INPUT);
        }
        return value;
    }

    private Value value() {
        return switch (token) {
            case TRUE -> BoolValue.TRUE;
            case FALSE -> BoolValue.FALSE;
            case NULL -> NullValue.NULL;
            case STRING -> StringValue.of(withoutNull());
            case NUMBER -> number;
            case OPEN_LIST -> list();
            case OPEN_OBJECT -> object();
            case INVALID -> throw syntaxError("value", "");
            case END_OF_INPUT -> throw read == 1
                    ? failure(
                            "attempting to parse an empty input; check that your input string or stream contains the "
                                    + "expected JSON")
                    : unexpected("value", Token.VALUE);
            case CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, VALUE ->
                throw unexpected("value", Token.VALUE);
        };
    }

    private Value list() {
        if (next() == Token.CLOSE_LIST) {
            return ListValue.EMPTY;
        }
        List<Value> elements = new ArrayList<>();
        while (true) {
            elements.add(value());
            switch (next()) {
                case COMMA -> next();
                case CLOSE_LIST -> {
                    return ListValue.of(elements.toArray(Value[]::new));
                }
                default -> throw unexpected("array", Token.CLOSE_LIST);
            }
        }
    }

    private Value object() {
        AttrsBuilder attrs = new AttrsBuilder();
        if (next() == Token.CLOSE_OBJECT) {
            return attrs.build();
        }
        while (true) {
            if (token != Token.STRING) {
                throw unexpected("object key", Token.STRING);
            }
            String key = withoutNull();
            if (next() != Token.COLON) {
                throw unexpected("object separator", Token.COLON);
            }
            next();
            attrs.put(key, value());
            switch (next()) {
                case COMMA -> next();
                case CLOSE_OBJECT -> {
                    return attrs.build();
                }
                default -> throw unexpected("object", Token.CLOSE_OBJECT);
            }
        }
    }

    private String withoutNull() {
        String result = string.toString();
        if (result.indexOf('\0') >= 0) {
            throw BuiltinErrors.nullByte(result);
        }
        return result;
    }

    // Messages

    private Malformed unexpected(String doing, Token expected) {
        return syntaxError(doing, "; expected " + expected.shown);
    }

    private Malformed syntaxError(String doing, String expected) {
        String found = token == Token.INVALID
                ? problem + "; last read: '" + lastRead() + "'"
                : "unexpected " + token.shown;
        return failure("syntax error while parsing " + doing + " - " + found + expected);
    }

    private Malformed failure(String message) {
        int line = 1;
        int column = 0;
        for (int i = 0; i < Math.min(read, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 0;
            }
        }
        column += read > text.length() ? 1 : 0;
        return new Malformed("[json.exception.parse_error.101] parse error at line " + line
                + ", column " + column + ": "
                + message);
    }

    private String lastRead() {
        StringBuilder out = new StringBuilder();
        for (int i = tokenStart; i < Math.min(read, text.length()); i++) {
            char c = text.charAt(i);
            if (c <= 0x1f) {
                out.append(String.format("<U+%04X>", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    // Tokens

    private int get() {
        int c = read < text.length() ? text.charAt(read) : END;
        read++;
        return c;
    }

    private void unget() {
        read--;
    }

    private Token next() {
        token = scan();
        return token;
    }

    private Token scan() {
        if (read == 0 && text.startsWith("\u00ef")) {
            if (!text.startsWith("\u00ef\u00bb\u00bf")) {
                read = text.startsWith("\u00ef\u00bb") ? 3 : 2;
                return invalid("invalid BOM; must be 0xEF 0xBB 0xBF if given");
            }
            read = 3;
        }
        int c = get();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            c = get();
        }
        return switch (c) {
            case '[' -> Token.OPEN_LIST;
            case ']' -> Token.CLOSE_LIST;
            case '{' -> Token.OPEN_OBJECT;
            case '}' -> Token.CLOSE_OBJECT;
            case ':' -> Token.COLON;
            case ',' -> Token.COMMA;
            case 't' -> literal("true", Token.TRUE);
            case 'f' -> literal("false", Token.FALSE);
            case 'n' -> literal("null", Token.NULL);
            case '"' -> scanString();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> scanNumber(c);
            case 0, END -> Token.END_OF_INPUT;
            default -> invalid("invalid literal");
        };
    }

    private Token invalid(String message) {
        problem = message;
        return Token.INVALID;
    }

    private Token literal(String word, Token result) {
        for (int i = 1; i < word.length(); i++) {
            if (get() != word.charAt(i)) {
                return invalid("invalid literal");
            }
        }
        return result;
    }

    private Token scanString() {
        tokenStart = read - 1;
        string.setLength(0);
        while (true) {
            int c = get();
            if (c == '"') {
                return Token.STRING;
            }
            if (c == END) {
                return invalid("invalid string: missing closing quote");
            }
            if (c < 0x20) {
                return invalid("invalid string: control character U+" + String.format("%04X", c)
                        + " (" + CONTROLS[c]
                        + ") must be escaped to " + escapes(c));
            }
            boolean good = c == '\\' ? escape() : c < 0x80 ? add(c) : sequence(c);
            if (!good) {
                return Token.INVALID;
            }
        }
    }

    private static String escapes(int c) {
        String coded = String.format("\\u%04X", c);
        return switch (c) {
            case '\b' -> coded + " or \\b";
            case '\t' -> coded + " or \\t";
            case '\n' -> coded + " or \\n";
            case '\f' -> coded + " or \\f";
            case '\r' -> coded + " or \\r";
            default -> coded;
        };
    }

    private boolean add(int c) {
        string.append((char) c);
        return true;
    }

    private boolean fail(String message) {
        problem = "invalid string: " + message;
        return false;
    }

    private boolean escape() {
        int c = get();
        return switch (c) {
            case '"', '\\', '/' -> add(c);
            case 'b' -> add('\b');
            case 'f' -> add('\f');
            case 'n' -> add('\n');
            case 'r' -> add('\r');
            case 't' -> add('\t');
            case 'u' -> unicode();
            default -> fail("forbidden character after backslash");
        };
    }

    private boolean unicode() {
        int code = hex();
        if (code < 0) {
            return fail("'\\u' must be followed by 4 hex digits");
        }
        if (code >= 0xdc00 && code <= 0xdfff) {
            return fail("surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF");
        }
        if (code >= 0xd800 && code <= 0xdbff) {
            if (get() != '\\' || get() != 'u') {
                return fail("surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF");
            }
            int low = hex();
            if (low < 0) {
                return fail("'\\u' must be followed by 4 hex digits");
            }
            if (low < 0xdc00 || low > 0xdfff) {
                return fail("surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF");
            }
            code = Character.toCodePoint((char) code, (char) low);
        }
        Utf8.append(string, code);
        return true;
    }

    private int hex() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int c = get();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    /// The rest of an UTF-8 sequence that starts with `c`.
    private boolean sequence(int c) {
        string.append((char) c);
        int more = Utf8.tailLength(c);
        for (int i = 0; i < more; i++) {
            int next = get();
            if (!Utf8.isTail(c, i, next)) {
                return fail("ill-formed UTF-8 byte");
            }
            string.append((char) next);
        }
        return more > 0 || fail("ill-formed UTF-8 byte");
    }

    private Token scanNumber(int first) {
        int start = read - 1;
        tokenStart = start;
        int c = first;
        boolean integer = true;
        if (c == '-') {
            c = get();
            if (!isDigit(c)) {
                return invalid("invalid number; expected digit after '-'");
            }
        }
        c = c == '0' ? get() : digits();
        if (c == '.') {
            integer = false;
            if (!isDigit(get())) {
                return invalid("invalid number; expected digit after '.'");
            }
            c = digits();
        }
        if (c == 'e' || c == 'E') {
            integer = false;
            c = get();
            boolean sign = c == '+' || c == '-';
            if (sign) {
                c = get();
            }
            if (!isDigit(c)) {
                return invalid(sign
                        ? "invalid number; expected digit after exponent sign"
                        : "invalid number; expected '+', '-', or digit after exponent");
            }
            digits();
        }
        unget();
        return number(text.substring(start, Math.min(read, text.length())), integer);
    }

    private int digits() {
        int c = get();
        while (isDigit(c)) {
            c = get();
        }
        return c;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// Integers that fit neither 64 bits become floats; those that only fit unsigned are refused.
    private Token number(String digits, boolean integer) {
        if (integer) {
            try {
                number = IntValue
                    .of(digits.startsWith("-") ? Long.parseLong(digits) : unsigned(digits));
                return Token.NUMBER;
            } catch (NumberFormatException e) {
                // Too large for an integer.
            }
        }
        double value = Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            throw new Malformed(
                    "[json.exception.out_of_range.406] number overflow parsing '" + digits + "'");
        }
        number = FloatValue.of(value);
        return Token.NUMBER;
    }

    private static long unsigned(String digits) {
        long value = Long.parseUnsignedLong(digits);
        if (value < 0) {
            throw BuiltinErrors.error("unsigned json number %s outside of Nix integer range",
                    Long.toUnsignedString(value));
        }
        return value;
    }
}
