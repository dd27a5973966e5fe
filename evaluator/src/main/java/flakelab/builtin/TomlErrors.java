package flakelab.builtin;

import flakelab.eval.EvalException;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Complaints about TOML in the words of the library CppNix uses, toml11, with its picture of the place.
final class TomlErrors {
    static final String NUMBER_HINT = "Hint: valid  : -42, 1_000, 1_2_3_4_5, 0xC0FFEE, 0b0010, 0o755\n"
            + "Hint: invalid: _42, 1__000, 0123\n";
    static final String FLOAT_HINT = "Hint: valid  : +1.0, -2e-2, 3.141_592_653_589, inf, nan\n"
            + "Hint: invalid: .0, 1., _1.0, 1.0_, 1_.0, 1.0__0\n";
    static final String KEY_HINT = "Hint: non-ASCII scripts are allowed in toml v1.1.0, but not in v1.0.0.\n";
    static final String DATE_HINT = "Hint: valid  : 1979-05-27T07:32:00-07:00, 1979-05-27 07:32:00.999999Z\n"
            + "Hint: invalid: 1979-05-27T7:32:00-7:00, 1979-05-27 7:32-00:30";

    /// Bytes shown to the left of what is marked, and to the right counting its last one.
    private static final int AROUND = 30;

    /// How far back from the end of the text the last line's begin is looked for, where it is farther than the other.
    private static final int NEAR = 50;
    private static final int FAR = 60;

    /// A stretch of the text and what is said about it.
    record Mark(int start, int end, String note) {
        static Mark at(int place, String note) {
            return new Mark(place, place + 1, note);
        }
    }

    private final String text;
    private final String name;
    private final List<TomlMistake> reported = new ArrayList<>();

    TomlErrors(String text, String name) {
        this.text = text;
        this.name = name;
    }

    static EvalException plain(String message) {
        return new EvalException("while parsing TOML: " + Emphasis.of(message));
    }

    /// Keeps a mistake, to go on reading.
    void report(TomlMistake mistake) {
        reported.add(mistake);
    }

    int count() {
        return reported.size();
    }

    TomlMistake last() {
        return reported.getLast();
    }

    TomlMistake takeLast() {
        return reported.removeLast();
    }

    /// @throws EvalException of all mistakes, if there were any
    void check() {
        if (!reported.isEmpty()) {
            throw plain(reported.stream().map(TomlMistake::text).collect(Collectors.joining()));
        }
    }

    TomlMistake at(int place, String title, String note) {
        return of(title, List.of(Mark.at(place, note)), "");
    }

    TomlMistake at(int place, String title, String note, String hint) {
        return of(title, List.of(Mark.at(place, note)), hint);
    }

    TomlMistake of(String title, List<Mark> marks, String hint) {
        StringBuilder out = new StringBuilder("[error] ").append(title).append('\n');
        int width = marks.stream().mapToInt(mark -> String.valueOf(line(mark.start)).length()).max().orElse(1);
        String margin = " ".repeat(width + 1);
        out.append(" --> ").append(name).append('\n').append(margin).append(" |\n");
        boolean first = true;
        for (Mark mark : marks) {
            if (!first) {
                out.append(margin).append(" | ...\n").append(margin).append(" |\n");
            }
            first = false;
            picture(out, mark, width, margin);
        }
        return new TomlMistake(out.append(hint).toString());
    }

    private int line(int place) {
        return 1 + (int) text.substring(0, Math.min(place, text.length())).chars().filter(c -> c == '\n').count();
    }

    private void picture(StringBuilder out, Mark mark, int width, String margin) {
        if (mark.start >= text.length() && !text.isEmpty()) {
            pictureOfEnd(out, mark, width, margin);
            return;
        }
        int from = text.lastIndexOf('\n', Math.min(mark.start, text.length()) - 1) + 1;
        int to = text.indexOf('\n', from);
        String line = text.substring(from, to < 0 ? text.length() : to);
        int column = mark.start - from;
        int length = Math.max(1, Math.min(mark.end - mark.start, line.length() - column));
        int shownFrom = Math.max(0, column - AROUND);
        int shownTo = Math.min(line.length(), column + length + AROUND - 1);
        String before = shownFrom > 0 ? "... " : "";
        numbered(out, width, line(mark.start));
        appendVisibly(out, before + line.substring(shownFrom, shownTo));
        out.append(shownTo < line.length() ? " ..." : "");
        underlined(out, margin, before.length() + column - shownFrom, length, mark.note);
    }

    /// Where the text ends, toml11 shows the last line, and as the line after it all that follows from the first line end that
    /// is not too far.
    private void pictureOfEnd(StringBuilder out, Mark mark, int width, String margin) {
        int last = text.length() - 1;
        int line = text.lastIndexOf('\n', last - 1) + 1;
        String before = last - line > AROUND ? "... " : "";
        String shown = before + text.substring(Math.max(line, last - AROUND), last);
        numbered(out, width, line(mark.start) - 1);
        appendVisibly(out, shown);
        underlined(out, margin, shown.length(), 0, "");
        int first = text.indexOf('\n', last > FAR ? last - NEAR : 0);
        int from = text.lastIndexOf('\n', first - 1) + 1;
        String more = first - from > AROUND ? "... " : "";
        from = Math.max(from, first - AROUND);
        numbered(out, width, line(mark.start));
        appendVisibly(out, more + text.substring(from, last));
        underlined(out, margin, 0, more.length() + first - from + 1, mark.note);
    }

    private static void numbered(StringBuilder out, int width, int number) {
        String digits = String.valueOf(number);
        out.append(' ').append(" ".repeat(width - digits.length())).append(digits).append(" | ");
    }

    private static void underlined(StringBuilder out, String margin, int column, int length, String note) {
        out.append('\n')
            .append(margin)
            .append(" | ")
            .append(" ".repeat(column))
            .append("^".repeat(length))
            .append("-- ")
            .append(note)
            .append('\n');
    }

    private static void appendVisibly(StringBuilder out, String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                out.append(c);
            } else {
                out.append(String.format("0x%02x", (int) c)).append(name(c));
            }
        }
    }

    private static String name(char c) {
        return switch (c) {
            case '\n' -> "(LINE FEED)";
            case '\r' -> "(CARRIAGE RETURN)";
            case '\t' -> "(TAB)";
            case '\013' -> "(VERTICAL TAB)";
            case '\f' -> "(FORM FEED)";
            case '\033' -> "(ESCAPE)";
            default -> "";
        };
    }
}
