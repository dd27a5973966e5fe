package flakelab.builtin;

import java.util.function.IntPredicate;

/// Where reading goes on after a mistake in TOML: toml11's rules (`skip.hpp`), which decide what else gets reported.
///
/// Every method takes a place in the text and gives the place to go on at.
final class TomlRecovery {
    private final String text;
    private final IntPredicate headerAt;

    /// @param headerAt whether a whole `[a.b]` or `[[a.b]]` stands at a place
    TomlRecovery(String text, IntPredicate headerAt) {
        this.text = text;
        this.headerAt = headerAt;
    }

    /// The start of the next line that is a table's header; the line right after an empty one is overlooked.
    int nextTable(int from) {
        int at = from;
        while (at < text.length()) {
            if (text.charAt(at) == '\n') {
                int line = at + 1;
                at = line;
                while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                    at++;
                }
                if (headerAt.test(at)) {
                    return line;
                }
            }
            at++;
        }
        return text.length();
    }

    /// Past a pair that could not be read.
    int pastPair(int from) {
        for (int at = from; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '=' :
                    return pastValue(at);
                case '\n' :
                    return at;
                default :
            }
        }
        return text.length();
    }

    /// Past a value; of an array or inline table, to its closing bracket.
    int pastValue(int from) {
        return switch (at(from)) {
            case '"', '\'' -> pastString(from);
            case '[' -> insideArray(from);
            case '{' -> insideTable(from);
            default -> next(from, "\n,]}");
        };
    }

    /// The next of some characters.
    int next(int from, String wanted) {
        int at = from;
        while (at < text.length() && wanted.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private int insideArray(int from) {
        int at = from + 1;
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case ']' -> {
                    return at;
                }
                case '=' -> {
                    return text.lastIndexOf('\n', at - 1) + 1;
                }
                case '[' -> {
                    if (headerAt.test(at)) {
                        return at;
                    }
                    at = insideArray(at);
                }
                case '{' -> at = insideTable(at);
                case '"', '\'' -> at = pastString(at);
                default -> at++;
            }
        }
        return at;
    }

    private int insideTable(int from) {
        int at = from + 1;
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '}', '\n' -> {
                    return at;
                }
                case '[' -> {
                    if (headerAt.test(at)) {
                        return at;
                    }
                    at = insideArray(at);
                }
                case '{' -> at = insideTable(at);
                case '"', '\'' -> at = pastString(at);
                default -> at++;
            }
        }
        return at;
    }

    private int pastString(int from) {
        char quote = text.charAt(from);
        String fence = String.valueOf(quote).repeat(3);
        if (text.startsWith(fence, from)) {
            int end = text.indexOf(fence, from + 3);
            return end < 0 ? text.length() : end + 3;
        }
        return Math.min(text.length(), next(from + 1, quote + "\n") + 1);
    }

    private char at(int place) {
        return place < text.length() ? text.charAt(place) : '\0';
    }
}
