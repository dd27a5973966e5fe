package flakelab.session.assist;

import flakelab.session.Token;
import flakelab.session.Token.Kind;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts an input into coloured pieces while it is being typed, finished or not.
public final class Colouring {
    private static final Set<String> BUILTINS = Set.of("abort", "baseNameOf", "break", "builtins",
            "derivation",
            "derivationStrict", "dirOf", "false", "fetchGit", "fetchMercurial", "fetchTarball",
            "fetchTree",
            "fromTOML", "import", "isNull", "map", "null", "placeholder", "removeAttrs",
            "scopedImport", "throw",
            "toString", "true");

    private Colouring() {}

    /// The tokens in order; what lies between them has no colour.
    public static List<Token> tokens(String input) {
        List<Token> tokens = new ArrayList<>();
        int code = commandEnd(input);
        if (code > 0) {
            tokens.add(new Token(code - input.substring(0, code).strip().length(), code,
                    Kind.COMMAND));
        }
        String text = input.substring(code);
        String bytes = Latin1.ofUnicode(text);
        int[] places = bytes.length() == text.length() ? null : places(text, bytes.length());
        for (flakelab.syntax.Token token : flakelab.syntax.Token.in(bytes)) {
            int start = places == null ? token.start() : places[token.start()];
            int end = places == null ? token.end() : places[token.end()];
            if (end > start) {
                tokens
                    .add(new Token(code + start, code + end, kind(token.kind(), text, start, end)));
            }
        }
        return tokens;
    }

    /// Where a `:command` at the front ends; 0 if there is none.
    private static int commandEnd(String input) {
        int start = input.length() - input.stripLeading().length();
        if (start == input.length() || input.charAt(start) != ':') {
            return 0;
        }
        int end = start;
        while (end < input.length() && !Character.isWhitespace(input.charAt(end))) {
            end++;
        }
        return end;
    }

    /// The UTF-16 index of each UTF-8 byte of a text, and of its end.
    private static int[] places(String text, int size) {
        int[] places = new int[size + 1];
        int at = 0;
        for (int i = 0; i < text.length();) {
            int point = text.codePointAt(i);
            int bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            for (int k = 0; k < bytes && at < size; k++) {
                places[at++] = i;
            }
            i += Character.charCount(point);
        }
        places[size] = text.length();
        return places;
    }

    private static Kind kind(flakelab.syntax.Token.Kind kind, String text, int start, int end) {
        return switch (kind) {
            case COMMENT, DOC_COMMENT -> Kind.COMMENT;
            case KEYWORD -> Kind.KEYWORD;
            case IDENTIFIER -> name(text, start, end);
            case NUMBER -> Kind.NUMBER;
            case STRING -> Kind.STRING;
            case ESCAPE, INTERPOLATION -> Kind.ESCAPE;
            case PATH, URI -> Kind.PATH;
            case OPERATOR, PUNCTUATION -> Kind.OPERATOR;
            case INVALID -> Kind.ERROR;
        };
    }

    private static Kind name(String text, int start, int end) {
        boolean selected = start > 0 && text.charAt(start - 1) == '.';
        String after = text.substring(end).stripLeading();
        if (selected || (after.startsWith("=") && !after.startsWith("=="))) {
            return Kind.ATTRIBUTE;
        }
        return BUILTINS.contains(text.substring(start, end)) ? Kind.BUILTIN : Kind.NAME;
    }
}
