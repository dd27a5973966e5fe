package flakelab.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes diagnostics as CppNix writes them to a terminal or file (`showErrorInfo`, `src/libutil/error.cc`), as byte strings
/// without a line feed at the end.
///
/// `colours`: keep CppNix's colours. `showTrace`: the option `--show-trace`. `hints`: add Flakelab's own advice, which CppNix
/// does not have.
public record DiagnosticRenderer(boolean colours, boolean showTrace, boolean hints) {
    private static final String ELLIPSIS = "\u00e2\u0080\u00a6";
    /// Frames shown without `--show-trace`; one with a position counts twice.
    private static final int SHORT_TRACE = 3;
    /// Repeated frames that are still written out.
    private static final int FEW_REPEATED = 5;

    /// Colours and trace off, no hints: what a non-terminal sees.
    public static DiagnosticRenderer plain() {
        return new DiagnosticRenderer(false, false, false);
    }

    public String render(Diagnostic diagnostic) {
        String text = switch (diagnostic.severity()) {
            case ERROR -> report(Ansi.RED + "error", diagnostic);
            case NOTICE -> report(Ansi.RED + "note", diagnostic);
            case INFO -> report(Ansi.GREEN + "info", diagnostic);
            case EVALUATION_WARNING -> report(Ansi.MAGENTA + "evaluation warning", diagnostic);
            case WARNING -> diagnostic.position().isPresent()
                    ? report(Ansi.MAGENTA + "warning", diagnostic)
                    : Ansi.MAGENTA + "warning:" + Ansi.NORMAL + " " + diagnostic.message();
            case TRACE -> "trace: " + diagnostic.message();
        };
        StringBuilder out = new StringBuilder(text);
        if (hints) {
            for (String hint : diagnostic.hints()) {
                out.append('\n')
                    .append(Ansi.CYAN)
                    .append("hint:")
                    .append(Ansi.NORMAL)
                    .append(' ')
                    .append(hint);
            }
        }
        return Ansi.filter(out.toString(), !colours);
    }

    private String report(String severity, Diagnostic diagnostic) {
        String prefix = severity + ":" + Ansi.NORMAL + " ";
        StringBuilder out = new StringBuilder();
        if (!diagnostic.trace().isEmpty()) {
            new Trace(out).show(diagnostic.trace().reversed());
            out.append('\n').append(prefix);
        }
        out.append(diagnostic.message()).append('\n');
        diagnostic.position().ifPresent(position -> place(out, "", position));
        if (!diagnostic.suggestions().isEmpty()) {
            out.append(Suggestions.question(diagnostic.suggestions())).append('\n');
        }
        return indented(prefix, out);
    }

    /// Frames from the outermost on, those seen before folded.
    private final class Trace {
        private final StringBuilder out;
        private final Set<Diagnostic.Frame> seen = new HashSet<>();
        private final List<Diagnostic.Frame> repeated = new ArrayList<>();
        private int shown;

        Trace(StringBuilder out) {
            this.out = out;
        }

        void show(List<Diagnostic.Frame> frames) {
            boolean truncated = false;
            for (Diagnostic.Frame frame : frames) {
                if (frame.message().isEmpty()) {
                    continue;
                }
                truncated |= !showTrace && shown > SHORT_TRACE;
                if (truncated && !frame.always()) {
                    continue;
                }
                if (!seen.add(new Diagnostic.Frame(frame.position(), frame.message(), false))) {
                    repeated.add(frame);
                    continue;
                }
                showRepeated();
                shown++;
                show(frame);
            }
            showRepeated();
            if (truncated) {
                out.append('\n')
                    .append(Ansi.MAGENTA)
                    .append("(stack trace truncated; use '--show-trace' to show the full, detailed trace)")
                    .append(Ansi.NORMAL)
                    .append('\n');
            }
        }

        private void showRepeated() {
            if (repeated.size() > FEW_REPEATED) {
                out.append('\n')
                    .append(Ansi.MAGENTA)
                    .append('(')
                    .append(repeated.size())
                    .append(" duplicate frames omitted)")
                    .append(Ansi.NORMAL)
                    .append('\n');
            } else {
                repeated.forEach(this::show);
            }
            repeated.clear();
        }

        private void show(Diagnostic.Frame frame) {
            out.append('\n').append(ELLIPSIS).append(' ').append(frame.message()).append('\n');
            frame.position().ifPresent(position -> {
                place(out, "  ", position);
                shown++;
            });
        }
    }

    private static void place(StringBuilder out, String indentation, Position position) {
        out.append(indentation)
            .append(Ansi.BLUE)
            .append("at ")
            .append(Ansi.MAGENTA)
            .append(position.shown())
            .append(Ansi.NORMAL)
            .append(':');
        if (!(position.source().origin() instanceof Origin.Nowhere)) {
            code(out, position);
            out.append('\n');
        }
    }

    /// The line of a position with its neighbours, and a caret under the column.
    private static void code(StringBuilder out, Position position) {
        Source source = position.source();
        if (source.text().isEmpty()) {
            return;
        }
        int line = position.line();
        if (line > 1) {
            codeLine(out, source, line - 1);
        }
        codeLine(out, source, line);
        out.append("\n      |")
            .repeat(' ', position.column())
            .append(Ansi.RED)
            .append('^')
            .append(Ansi.NORMAL);
        if (line < source.lineCount()) {
            codeLine(out, source, line + 1);
        }
    }

    private static void codeLine(StringBuilder out, Source source, int line) {
        String number = Integer.toString(line);
        out.append("\n ")
            .repeat(' ', Math.max(0, 5 - number.length()))
            .append(number)
            .append("| ")
            .append(source.lineText(line));
    }

    /// All lines after the first start below the end of `prefix`; blanks at line ends vanish.
    private static String indented(String prefix, StringBuilder text) {
        String rest = " ".repeat(Ansi.filter(prefix, true).length());
        StringBuilder out = new StringBuilder();
        String start = prefix;
        String separator = "";
        String trimmed = chomped(text.toString());
        for (String line : trimmed.isEmpty() ? new String[0] : trimmed.split("\n", -1)) {
            out.append(separator).append(chomped(start + line));
            start = rest;
            separator = "\n";
        }
        return out.toString();
    }

    private static String chomped(String text) {
        int end = text.length();
        while (end > 0 && " \n\r\t".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }
}
