package flakelab.session.assist;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The attribute path that ends at a place of an input, as far as it is written: in `x ++ pkgs."a b".he` at the end,
/// `base` is empty, `names` are `pkgs`, `a b` and `partial` is `he` at `start`.
///
/// @param base    the text of a parenthesised expression the path starts from, or empty
/// @param names   complete names before the last dot
/// @param partial what is typed of the last name, without quotes
/// @param start   where the last name starts (its quote, if it has one)
/// @param quoted  whether the last name is inside a quote
record NamePath(String base, List<String> names, String partial, int start, boolean quoted) {
    /// Reads backwards from `end`.
    static NamePath before(String input, int end) {
        int at = end;
        boolean quoted = false;
        int quote = openQuote(input, end);
        String partial;
        if (quote >= 0 && quote > 0 && input.charAt(quote - 1) == '.') {
            partial = input.substring(quote + 1, end);
            at = quote;
            quoted = true;
        } else {
            while (at > 0 && isNameChar(input.charAt(at - 1))) {
                at--;
            }
            partial = input.substring(at, end);
        }
        int start = at;
        List<String> names = new ArrayList<>();
        while (at > 0 && input.charAt(at - 1) == '.') {
            at--;
            int nameEnd = at;
            if (at > 0 && input.charAt(at - 1) == '"') {
                int open = input.lastIndexOf('"', at - 2);
                if (open < 0) {
                    break;
                }
                names.add(input.substring(open + 1, at - 1));
                at = open;
            } else if (at > 0 && input.charAt(at - 1) == ')') {
                int open = opening(input, at - 1);
                Collections.reverse(names);
                return new NamePath(open < 0 ? "" : input.substring(open, nameEnd), names, partial,
                        start, quoted);
            } else {
                while (at > 0 && isNameChar(input.charAt(at - 1))) {
                    at--;
                }
                if (at == nameEnd) {
                    return new NamePath("", List.of(), partial, start, quoted); // a number or a path, not a selection
                }
                names.add(input.substring(at, nameEnd));
            }
        }
        Collections.reverse(names);
        return new NamePath("", names, partial, start, quoted);
    }

    /// The path a cursor stands in or right behind.
    static NamePath around(String input, int cursor) {
        int end = Math.clamp(cursor, 0, input.length());
        while (end < input.length() && isNameChar(input.charAt(end))) {
            end++;
        }
        return before(input, end);
    }

    boolean isSelection() {
        return !names.isEmpty() || !base.isEmpty();
    }

    private static boolean isNameChar(char c) {
        return Character.isLetterOrDigit(c) && c < 0x80 || c == '_' || c == '-' || c == '\'';
    }

    /// The opening quote of a string that is open at `end` and started on the same line, or -1.
    private static int openQuote(String input, int end) {
        int open = -1;
        for (int i = input.lastIndexOf('\n', end - 1) + 1; i < end; i++) {
            char c = input.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                open = open < 0 ? i : -1;
            }
        }
        return open;
    }

    private static int opening(String input, int close) {
        int depth = 0;
        for (int i = close; i >= 0; i--) {
            char c = input.charAt(i);
            if (c == ')') {
                depth++;
            } else if (c == '(' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
