package flakelab.syntax;

import java.util.Arrays;

/// What all rules of the [Lexer] share: the bytes, the token being read, and the stack of rules in force.
abstract sealed class Scanner permits StringScanner {
    static final int ID_START = 1;
    static final int ID_PART = 2;
    static final int PATH_CHAR = 4;
    static final int SCHEME_CHAR = 8;
    static final int URI_CHAR = 16;
    static final int DIGIT = 32;
    static final int IN_STRING = 64;
    static final int LETTER = 128;
    private static final short[] CLASS = classes();

    /// Which rules hold. Flex's `INITIAL` is `CODE` at the bottom of the stack.
    enum Mode {
        CODE, STRING, IND_STRING, IN_PATH, IN_PATH_SLASH
    }

    final SyntaxErrors errors;
    final String text;
    final byte[] bytes;
    final int length;

    Mode mode = Mode.CODE;
    private Mode[] outer = new Mode[16];
    private int depth;

    /// The current token and its bytes `[start, end)`; for [Terminal#END] both are the place an error is reported at.
    Terminal kind = Terminal.END;
    int start;
    int end;
    /// The documentation comment directly before the token, `docStart` -1 where there is none.
    int docStart = -1;
    int docEnd;
    /// Whether an [Terminal#IND_STR] is raw text, whose line starts count as indentation (not an escape).
    boolean raw;
    /// Whether a [Terminal#STR] is part of a path.
    boolean inPath;
    /// The value of an [Terminal#INT], or of a [Terminal#FLOAT].
    long integer;
    double floating;

    /// The text a [Terminal#STR] or [Terminal#IND_STR] stands for, escapes resolved.
    String string = "";
    /// Where the end of the text is reported if not at its end, or -1.
    int endPlace = -1;

    @SuppressWarnings("deprecation") // copies the chars of a Latin-1 string without encoding
    Scanner(String text, SyntaxErrors errors) {
        this.text = text;
        this.errors = errors;
        this.length = text.length();
        // Some zeros at the end: looking a few bytes ahead needs no check.
        this.bytes = new byte[length + 4];
        text.getBytes(0, length, bytes, 0);
    }

    private static short[] classes() {
        short[] table = new short[256];
        mark(table, ID_START | ID_PART | PATH_CHAR | SCHEME_CHAR | URI_CHAR | LETTER,
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        mark(table, ID_PART | PATH_CHAR | SCHEME_CHAR | URI_CHAR | DIGIT, "0123456789");
        mark(table, ID_START | ID_PART | PATH_CHAR | URI_CHAR, "_");
        mark(table, ID_PART | URI_CHAR, "'");
        mark(table, ID_PART | PATH_CHAR | SCHEME_CHAR | URI_CHAR, "-");
        mark(table, PATH_CHAR | SCHEME_CHAR | URI_CHAR, ".+");
        mark(table, URI_CHAR, "%/?:@&=$,!~*");
        mark(table, IN_STRING, "$\"\\\r\0");
        return table;
    }

    private static void mark(short[] table, int bits, String chars) {
        for (int i = 0; i < chars.length(); i++) {
            table[chars.charAt(i)] |= (short) bits;
        }
    }

    /// The classes of a byte, a sum of the constants above.
    static int classOf(byte c) {
        return CLASS[c & 0xff];
    }

    /// Whether the byte at a place is of one of these classes.
    boolean is(int at, int bits) {
        return (CLASS[bytes[at] & 0xff] & bits) != 0;
    }

    /// The current token as written.
    String written() {
        return text.substring(start, end);
    }

    /// Makes the next `size` bytes from `start` the current token.
    void token(Terminal terminal, int size) {
        kind = terminal;
        end = start + size;
    }

    void push(Mode inner) {
        if (depth == outer.length) {
            outer = Arrays.copyOf(outer, 2 * depth);
        }
        outer[depth++] = mode;
        mode = inner;
    }

    void pop() {
        if (depth > 0) {
            mode = outer[--depth];
        }
    }

    void endOfFile(int end) {
        int place = endPlace >= 0 ? endPlace : end;
        kind = Terminal.END;
        start = place;
        this.end = place;
    }

    /// Reads a `${`.
    void interpolation() {
        token(Terminal.DOLLAR_CURLY, 2);
        push(Mode.CODE);
    }
}
