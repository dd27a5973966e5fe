package flakelab.session.assist;

import flakelab.session.Token;
import flakelab.session.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// Cuts an input into coloured pieces while it is being typed. Unlike the parser's lexer it never gives up: what is
/// unfinished or wrong is coloured as far as it goes. Works on Unicode text.
public final class Colouring {
    private static final Set<String> KEYWORDS = Set.of("assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with");
    private static final Set<String> BUILTINS = Set.of("abort", "baseNameOf", "break", "builtins", "derivation",
            "derivationStrict", "dirOf", "false", "fetchGit", "fetchMercurial", "fetchTarball", "fetchTree",
            "fromTOML", "import", "isNull", "map", "null", "placeholder", "removeAttrs", "scopedImport", "throw",
            "toString", "true");

    /// What is around the current place: code to be ended by a brace, or a string of one of two kinds.
    private enum Around {
        CODE, STRING, INDENTED
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Around> around = new ArrayDeque<>();
    private int at;

    private Colouring(String text) {
        this.text = text;
    }

    /// The tokens in order; what lies between them has no colour.
    public static List<Token> tokens(String input) {
        Colouring colouring = new Colouring(input);
        colouring.command();
        colouring.code();
        return colouring.tokens;
    }

    private void command() {
        int start = text.length() - text.stripLeading().length();
        if (start < text.length() && text.charAt(start) == ':') {
            at = start;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            add(start, Kind.COMMAND);
        }
    }

    private void code() {
        while (at < text.length()) {
            switch (around.isEmpty() ? Around.CODE : around.peek()) {
                case CODE -> token();
                case STRING -> string();
                case INDENTED -> indented();
            }
        }
    }

    private void token() {
        int start = at;
        char c = text.charAt(at);
        if (c == '#') {
            at = end(text.indexOf('\n', at));
            add(start, Kind.COMMENT);
        } else if (text.startsWith("/*", at)) {
            int close = text.indexOf("*/", at + 2);
            at = close < 0 ? text.length() : close + 2;
            add(start, Kind.COMMENT);
        } else if (c == '"') {
            at++;
            add(start, Kind.STRING);
            around.push(Around.STRING);
        } else if (text.startsWith("''", at)) {
            at += 2;
            add(start, Kind.STRING);
            around.push(Around.INDENTED);
        } else if (isPathStart()) {
            path();
            add(start, Kind.PATH);
        } else if (Character.isDigit(c)) {
            number();
            add(start, Kind.NUMBER);
        } else if (isNameStart(c)) {
            name();
        } else {
            punctuation(c);
        }
    }

    private void punctuation(char c) {
        int start = at++;
        if (c == '{') {
            around.push(Around.CODE);
        } else if (c == '$' && at < text.length() && text.charAt(at) == '{') {
            at++;
            around.push(Around.CODE);
            add(start, Kind.ESCAPE);
        } else if (c == '}' && !around.isEmpty()) {
            around.pop();
            if (!around.isEmpty() && around.peek() != Around.CODE) {
                add(start, Kind.ESCAPE); // the end of an interpolation
            }
        } else if ("=+-*/<>!&|?@.:;,".indexOf(c) >= 0) {
            add(start, Kind.OPERATOR);
        }
    }

    private void name() {
        int start = at;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        if (KEYWORDS.contains(name)) {
            add(start, Kind.KEYWORD);
        } else if (start > 0 && text.charAt(start - 1) == '.' || isBound()) {
            add(start, Kind.ATTRIBUTE);
        } else {
            add(start, BUILTINS.contains(name) ? Kind.BUILTIN : Kind.NAME);
        }
    }

    /// Whether `=` (but not `==`) follows.
    private boolean isBound() {
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return text.startsWith("=", next) && !text.startsWith("==", next);
    }

    private void number() {
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.'
                || (text.charAt(at) == 'e' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))))) {
            at++;
        }
    }

    private boolean isPathStart() {
        int next = at;
        while (next < text.length() && (text.charAt(next) == '.' || text.charAt(next) == '~') && next < at + 2) {
            next++;
        }
        boolean slash = next + 1 < text.length() && text.charAt(next) == '/' && isPathChar(text.charAt(next + 1));
        if (slash && (next > at || at == 0 || !isNameChar(text.charAt(at - 1)))) {
            return true;
        }
        int close = text.indexOf('>', at);
        return text.charAt(at) == '<' && close > at + 1
                && text.substring(at + 1, close).chars().allMatch(c -> isPathChar((char) c) || c == '/');
    }

    private void path() {
        if (text.charAt(at) == '<') {
            at = text.indexOf('>', at) + 1;
            return;
        }
        while (at < text.length() && (isPathChar(text.charAt(at)) || text.charAt(at) == '/' || text.charAt(at) == '~')) {
            at++;
        }
    }

    private void string() {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                around.pop();
                break;
            }
            if (c == '\\') {
                add(start, Kind.STRING);
                start = at;
                at = Math.min(at + 2, text.length());
                add(start, Kind.ESCAPE);
                start = at;
            } else if (text.startsWith("${", at)) {
                add(start, Kind.STRING);
                interpolation();
                return;
            } else {
                at++;
            }
        }
        add(start, Kind.STRING);
    }

    private void indented() {
        int start = at;
        while (at < text.length()) {
            if (text.startsWith("''", at)) {
                boolean escape = at + 2 < text.length() && "$'\\".indexOf(text.charAt(at + 2)) >= 0;
                at += escape ? 3 : 2;
                if (!escape) {
                    around.pop();
                    break;
                }
            } else if (text.startsWith("${", at)) {
                add(start, Kind.STRING);
                interpolation();
                return;
            } else {
                at++;
            }
        }
        add(start, Kind.STRING);
    }

    private void interpolation() {
        int start = at;
        at += 2;
        add(start, Kind.ESCAPE);
        around.push(Around.CODE);
    }

    private void add(int start, Kind kind) {
        if (at > start) {
            tokens.add(new Token(start, at, kind));
        }
    }

    private int end(int found) {
        return found < 0 ? text.length() : found;
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isNameChar(char c) {
        return isNameStart(c) || (c >= '0' && c <= '9') || c == '\'' || c == '-';
    }

    private static boolean isPathChar(char c) {
        return isNameStart(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
    }
}
