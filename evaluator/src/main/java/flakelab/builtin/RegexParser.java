package flakelab.builtin;

import flakelab.builtin.RegexProgram.Piece;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// POSIX extended syntax as libstdc++ reads it (`regex_scanner.tcc`, `regex_compiler.tcc`), including what it refuses:
/// escapes of ordinary characters, `-` in the middle of a bracket expression, empty intervals.
///
/// Tokens are scanned one ahead, as there, so that of two mistakes the same one is met first.
final class RegexParser {
    private static final String SPECIAL = ".[\\()*+?{|^$";
    private static final List<String> COLLATION = List.of("NUL", "SOH", "STX", "ETX", "EOT", "ENQ",
            "ACK", "alert",
            "backspace", "tab", "newline", "vertical-tab", "form-feed", "carriage-return", "SO",
            "SI", "DLE", "DC1",
            "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "IS4", "IS3",
            "IS2", "IS1", "space",
            "exclamation-mark", "quotation-mark", "number-sign", "dollar-sign", "percent-sign",
            "ampersand",
            "apostrophe", "left-parenthesis", "right-parenthesis", "asterisk", "plus-sign", "comma",
            "hyphen",
            "period", "slash", "zero", "one", "two", "three", "four", "five", "six", "seven",
            "eight", "nine", "colon",
            "semicolon", "less-than-sign", "equals-sign", "greater-than-sign", "question-mark",
            "commercial-at", "A",
            "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R",
            "S", "T", "U", "V",
            "W", "X", "Y", "Z", "left-square-bracket", "backslash", "right-square-bracket",
            "circumflex",
            "underscore", "grave-accent", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k",
            "l", "m", "n", "o",
            "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "left-curly-bracket",
            "vertical-line",
            "right-curly-bracket", "tilde", "DEL");

    private enum Token {
        CHARACTER, ANY, OPEN, CLOSE, BRACKET, NEGATED_BRACKET, BRACKET_END, DASH, CLASS, COLLATING, EQUIVALENCE, INTERVAL, INTERVAL_END, COMMA, COUNT, STAR, PLUS, OPTIONAL, OR, LINE_BEGIN, LINE_END, END
    }

    private enum Mode {
        NORMAL, BRACKET, BRACE
    }

    /// What came last inside a bracket expression: a range may only start after a character.
    private enum Last {
        NOTHING, CHARACTER, CLASS
    }

    private final String pattern;
    private final RegexProgram program = new RegexProgram();
    private int at;
    private Mode mode = Mode.NORMAL;
    private boolean bracketStart;
    private Token token = Token.END;
    /// Text of the token scanned ahead, and of the one accepted last.
    private String scanned = "";
    private String text = "";

    private RegexParser(String pattern) {
        this.pattern = pattern;
    }

    static RegexProgram parse(String pattern) throws Regex.Malformed, Regex.TooLarge {
        return new RegexParser(pattern).parse();
    }

    private RegexProgram parse() throws Regex.Malformed, Regex.TooLarge {
        advance();
        Piece whole = program.mark(RegexProgram.OPEN, program.groups++);
        Piece body = disjunction();
        if (!accept(Token.END)) {
            throw new Regex.Malformed();
        }
        whole = program.join(whole, body);
        whole = program.join(whole, program.mark(RegexProgram.CLOSE, 0));
        program.join(whole, program.single(RegexProgram.ACCEPT));
        program.finish();
        return program;
    }

    private Piece disjunction() throws Regex.Malformed, Regex.TooLarge {
        Piece left = alternative();
        while (accept(Token.OR)) {
            Piece right = alternative();
            Piece end = program.single(RegexProgram.EMPTY);
            program.join(left, end);
            program.join(right, end);
            left = new Piece(program.add(RegexProgram.EITHER, right.start(), left.start()),
                    end.end());
        }
        return left;
    }

    private Piece alternative() throws Regex.Malformed, Regex.TooLarge {
        List<Piece> terms = new ArrayList<>();
        for (Piece term = term(); term != null; term = term()) {
            terms.add(term);
        }
        Piece result = program.single(RegexProgram.EMPTY);
        for (Piece term : terms.reversed()) {
            result = program.join(term, result);
        }
        return result;
    }

    private @Nullable Piece term() throws Regex.Malformed, Regex.TooLarge {
        if (accept(Token.LINE_BEGIN)) {
            return program.single(RegexProgram.LINE_BEGIN);
        }
        if (accept(Token.LINE_END)) {
            return program.single(RegexProgram.LINE_END);
        }
        Piece atom = atom();
        if (atom == null) {
            return null;
        }
        while (true) {
            Piece quantified = quantified(atom);
            if (quantified == null) {
                return atom;
            }
            atom = quantified;
        }
    }

    private @Nullable Piece atom() throws Regex.Malformed, Regex.TooLarge {
        if (accept(Token.ANY)) {
            BitSet all = new BitSet(256);
            all.set(1, 256);
            return program.match(all);
        }
        if (accept(Token.CHARACTER)) {
            BitSet one = new BitSet(256);
            one.set(text.charAt(0));
            return program.match(one);
        }
        if (accept(Token.OPEN)) {
            int number = program.groups++;
            Piece open = program.mark(RegexProgram.OPEN, number);
            Piece body = disjunction();
            if (!accept(Token.CLOSE)) {
                throw new Regex.Malformed();
            }
            return program.join(program.join(open, body), program.mark(RegexProgram.CLOSE, number));
        }
        if (accept(Token.NEGATED_BRACKET)) {
            return bracket(true);
        }
        return accept(Token.BRACKET) ? bracket(false) : null;
    }

    private @Nullable Piece quantified(Piece atom) throws Regex.Malformed, Regex.TooLarge {
        if (accept(Token.STAR)) {
            int repeat = program.add(RegexProgram.REPEAT, -1, atom.start());
            program.join(atom, new Piece(repeat, repeat));
            return new Piece(repeat, repeat);
        }
        if (accept(Token.PLUS)) {
            int repeat = program.add(RegexProgram.REPEAT, -1, atom.start());
            return program.join(atom, new Piece(repeat, repeat));
        }
        if (accept(Token.OPTIONAL)) {
            Piece end = program.single(RegexProgram.EMPTY);
            int repeat = program.add(RegexProgram.REPEAT, -1, atom.start());
            program.join(atom, end);
            return program.join(new Piece(repeat, repeat), end);
        }
        return accept(Token.INTERVAL) ? interval(atom) : null;
    }

    /// `{n}`, `{n,}` and `{n,m}` repeat copies of the atom.
    private Piece interval(Piece atom) throws Regex.Malformed, Regex.TooLarge {
        if (!accept(Token.COUNT)) {
            throw new Regex.Malformed();
        }
        Piece result = program.single(RegexProgram.EMPTY);
        int least = number();
        boolean unbounded = false;
        int more = 0;
        if (accept(Token.COMMA)) {
            if (accept(Token.COUNT)) {
                more = number() - least;
            } else {
                unbounded = true;
            }
        }
        if (!accept(Token.INTERVAL_END)) {
            throw new Regex.Malformed();
        }
        for (int i = 0; i < least; i++) {
            result = program.join(result, program.copy(atom));
        }
        if (unbounded) {
            Piece again = program.copy(atom);
            int repeat = program.add(RegexProgram.REPEAT, -1, again.start());
            program.join(again, new Piece(repeat, repeat));
            return program.join(result, new Piece(repeat, repeat));
        }
        if (more < 0) {
            throw new Regex.Malformed();
        }
        Piece end = program.single(RegexProgram.EMPTY);
        int[] choices = new int[more];
        for (int i = 0; i < more; i++) {
            Piece again = program.copy(atom);
            // The two ways are exchanged below: until then appending must not overwrite the way out.
            choices[i] = program.add(RegexProgram.REPEAT, again.start(), end.start());
            result = program.join(result, new Piece(choices[i], again.end()));
        }
        result = program.join(result, end);
        for (int choice : choices) {
            int out = program.alt[choice];
            program.alt[choice] = program.next[choice];
            program.next[choice] = out;
        }
        return result;
    }

    private int number() throws Regex.Malformed {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Regex.Malformed();
        }
    }

    private Piece bracket(boolean negated) throws Regex.Malformed, Regex.TooLarge {
        BitSet set = new BitSet(256);
        Last last = Last.NOTHING;
        char previous = 0;
        if (accept(Token.CHARACTER)) {
            last = Last.CHARACTER;
            previous = text.charAt(0);
            set.set(previous);
        } else if (accept(Token.DASH)) {
            last = Last.CHARACTER;
            previous = '-';
            set.set(previous);
        }
        while (!accept(Token.BRACKET_END)) {
            if (accept(Token.COLLATING)) {
                previous = collating();
                set.set(previous);
                last = Last.CHARACTER;
            } else if (accept(Token.EQUIVALENCE)) {
                char lower = Character.toLowerCase(collating());
                set.set(lower);
                set.set(Character.toUpperCase(lower));
                last = Last.CLASS;
            } else if (accept(Token.CLASS)) {
                addClass(set, text);
                last = Last.CLASS;
            } else if (accept(Token.CHARACTER)) {
                previous = text.charAt(0);
                set.set(previous);
                last = Last.CHARACTER;
            } else if (accept(Token.DASH)) {
                if (accept(Token.BRACKET_END)) {
                    set.set('-');
                    break;
                }
                if (last != Last.CHARACTER) {
                    throw new Regex.Malformed();
                }
                if (accept(Token.CHARACTER)) {
                    addRange(set, previous, text.charAt(0));
                } else if (accept(Token.DASH)) {
                    addRange(set, previous, '-');
                } else {
                    throw new Regex.Malformed();
                }
                last = Last.NOTHING;
            } else {
                throw new Regex.Malformed();
            }
        }
        if (negated) {
            set.flip(0, 256);
        }
        return program.match(set);
    }

    /// Ranges compare signed bytes, as C's `char` does on the reference's machines.
    private static void addRange(BitSet set, char from, char to) throws Regex.Malformed {
        byte low = (byte) from;
        byte high = (byte) to;
        if (low > high) {
            throw new Regex.Malformed();
        }
        for (int c = low; c <= high; c++) {
            set.set(c & 0xff);
        }
    }

    private char collating() throws Regex.Malformed {
        int code = COLLATION.indexOf(text);
        if (code < 0) {
            throw new Regex.Malformed();
        }
        return (char) code;
    }

    private static void addClass(BitSet set, String name) throws Regex.Malformed {
        switch (lower(name)) {
            case "alnum" -> ranges(set, "09AZaz");
            case "alpha" -> ranges(set, "AZaz");
            case "blank" -> ranges(set, "\t\t  ");
            case "cntrl" -> ranges(set, "\0\u001f\u007f\u007f");
            case "d", "digit" -> ranges(set, "09");
            case "graph" -> ranges(set, "!~");
            case "lower" -> ranges(set, "az");
            case "print" -> ranges(set, " ~");
            case "punct" -> ranges(set, "!/:@[`{~");
            case "s", "space" -> ranges(set, "\t\r  ");
            case "upper" -> ranges(set, "AZ");
            case "w" -> ranges(set, "09AZaz__");
            case "xdigit" -> ranges(set, "09AFaf");
            default -> throw new Regex.Malformed();
        }
    }

    private static String lower(String name) {
        StringBuilder result = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            result.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return result.toString();
    }

    private static void ranges(BitSet set, String pairs) {
        for (int i = 0; i < pairs.length(); i += 2) {
            set.set(pairs.charAt(i), pairs.charAt(i + 1) + 1);
        }
    }

    private boolean accept(Token expected) throws Regex.Malformed {
        if (token != expected) {
            return false;
        }
        text = scanned;
        advance();
        return true;
    }

    private void advance() throws Regex.Malformed {
        if (at == pattern.length()) {
            token = Token.END;
            return;
        }
        switch (mode) {
            case NORMAL -> scanNormal();
            case BRACKET -> scanBracket();
            case BRACE -> scanBrace();
        }
    }

    private void scanNormal() throws Regex.Malformed {
        char c = pattern.charAt(at++);
        scanned = String.valueOf(c);
        switch (c) {
            case '\\' -> {
                if (at == pattern.length() || SPECIAL.indexOf(pattern.charAt(at)) < 0) {
                    throw new Regex.Malformed();
                }
                scanned = String.valueOf(pattern.charAt(at++));
                token = Token.CHARACTER;
            }
            case '(' -> token = Token.OPEN;
            case ')' -> token = Token.CLOSE;
            case '[' -> {
                mode = Mode.BRACKET;
                bracketStart = true;
                token = Token.BRACKET;
                if (at < pattern.length() && pattern.charAt(at) == '^') {
                    at++;
                    token = Token.NEGATED_BRACKET;
                }
            }
            case '{' -> {
                mode = Mode.BRACE;
                token = Token.INTERVAL;
            }
            case '^' -> token = Token.LINE_BEGIN;
            case '$' -> token = Token.LINE_END;
            case '.' -> token = Token.ANY;
            case '*' -> token = Token.STAR;
            case '+' -> token = Token.PLUS;
            case '?' -> token = Token.OPTIONAL;
            case '|' -> token = Token.OR;
            default -> token = Token.CHARACTER;
        }
    }

    private void scanBracket() throws Regex.Malformed {
        char c = pattern.charAt(at++);
        scanned = String.valueOf(c);
        token = Token.CHARACTER;
        if (c == '-') {
            token = Token.DASH;
        } else if (c == '[') {
            if (at == pattern.length()) {
                throw new Regex.Malformed();
            }
            switch (pattern.charAt(at)) {
                case '.' -> token = Token.COLLATING;
                case ':' -> token = Token.CLASS;
                case '=' -> token = Token.EQUIVALENCE;
                default -> {
                }
            }
            if (token != Token.CHARACTER) {
                name(pattern.charAt(at++));
            }
        } else if (c == ']' && !bracketStart) {
            token = Token.BRACKET_END;
            mode = Mode.NORMAL;
        }
        bracketStart = false;
    }

    /// The name in `[:name:]`, of which `[:` has been read.
    private void name(char delimiter) throws Regex.Malformed {
        int end = pattern.indexOf(delimiter, at);
        if (end < 0 || end + 1 >= pattern.length() || pattern.charAt(end + 1) != ']') {
            throw new Regex.Malformed();
        }
        scanned = pattern.substring(at, end);
        at = end + 2;
    }

    private void scanBrace() throws Regex.Malformed {
        int start = at;
        char c = pattern.charAt(at++);
        if (c >= '0' && c <= '9') {
            while (at < pattern.length() && pattern.charAt(at) >= '0'
                    && pattern.charAt(at) <= '9') {
                at++;
            }
            scanned = pattern.substring(start, at);
            token = Token.COUNT;
        } else if (c == ',') {
            token = Token.COMMA;
        } else if (c == '}') {
            token = Token.INTERVAL_END;
            mode = Mode.NORMAL;
        } else {
            throw new Regex.Malformed();
        }
    }
}
