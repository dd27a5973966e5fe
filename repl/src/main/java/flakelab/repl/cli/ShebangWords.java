package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import java.util.ArrayList;
import java.util.List;

/// The words of `#! nix` lines: at blanks; double backticks quote, and three or more of them inside stand for one less.
/// What shells give a meaning is refused unquoted (CppNix `parseShebangContent`, `src/libutil/args.cc`).
final class ShebangWords {
    private static final String REFUSED = "$*~<>|;()[]{}'\"\\";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private ShebangWords(String text) {
        this.text = text;
    }

    static List<String> split(String text) {
        ShebangWords reader = new ShebangWords(text);
        reader.unquoted();
        return reader.words;
    }

    private void unquoted() {
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                end(word);
                at++;
            } else if (c == '`') {
                if (ticks() < 2) {
                    throw SessionErrors.error(
                            "single backtick is not a supported syntax in the nix shebang.");
                }
                at += 2;
                quoted();
                word.setLength(0);
            } else if (REFUSED.indexOf(c) >= 0) {
                throw SessionErrors.error("unsupported unquoted character in nix shebang: " + c
                        + ". Use double backticks to escape?");
            } else if (c == '#' && word.isEmpty()) {
                throw SessionErrors.error("unquoted nix shebang argument cannot start with #."
                        + " Use double backticks to escape?");
            } else {
                word.append(c);
                at++;
            }
        }
        end(word);
    }

    private void end(StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /// How many backticks stand here.
    private int ticks() {
        int end = at;
        while (end < text.length() && text.charAt(end) == '`') {
            end++;
        }
        return end - at;
    }

    private void quoted() {
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ') {
                at++;
                if (ticks() == 2) { // a blank before the end does not count
                    at += 2;
                    words.add(word.toString());
                    return;
                }
                word.append(c);
            } else if (c == '`') {
                int count = ticks();
                at += count;
                if (count == 2) {
                    words.add(word.toString());
                    return;
                }
                word.repeat('`', count == 1 ? 1 : count - 1);
            } else {
                word.append(c);
                at++;
            }
        }
        throw SessionErrors.error("unterminated quoted string in nix shebang");
    }
}
