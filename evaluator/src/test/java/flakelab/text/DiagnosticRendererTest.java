package flakelab.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Expectations have the form CppNix 2.34.8 prints.
class DiagnosticRendererTest {
    private static final Source SOURCE = Source.ofJavaString(new Origin.Text(),
            "let\n  a = b 1;\n  b = x: x;\nin a");

    private static Position at(int line, int column) {
        int offset = 0;
        while (SOURCE.line(offset) < line) {
            offset++;
        }
        return new Position(SOURCE, offset + column - 1);
    }

    private static Diagnostic error(List<Diagnostic.Frame> trace, List<String> suggestions) {
        return new Diagnostic(Diagnostic.Severity.ERROR,
                "two\nlines of " + Ansi.magenta("text"), Optional.of(at(2, 7)), trace,
                List.of("try again"), suggestions);
    }

    private static Diagnostic.Frame frame(String message) {
        return new Diagnostic.Frame(Optional.empty(), message, false);
    }

    private static String rendered(DiagnosticRenderer renderer, Diagnostic diagnostic) {
        return new String(renderer.render(diagnostic).getBytes(ISO_8859_1), UTF_8);
    }

    private static String plain(Diagnostic diagnostic) {
        return rendered(DiagnosticRenderer.plain(), diagnostic);
    }

    @Test
    void messageAndPlace() {
        assertThat(plain(error(List.of(), List.of()))).isEqualTo("""
                error: two
                       lines of text
                       at «string»:2:7:
                            1| let
                            2|   a = b 1;
                             |       ^
                            3|   b = x: x;""");
    }

    @Test
    void coloursAndHintsAreAskedFor() {
        assertThat(rendered(new DiagnosticRenderer(true, false, true), error(List.of(), List.of())))
            .startsWith(
                    "\u001b[31;1merror:\u001b[0m two\n       lines of \u001b[35;1mtext\u001b[0m\n"
                            + "       \u001b[34;1mat \u001b[35;1m«string»:2:7\u001b[0m:\n")
            .contains("|       \u001b[31;1m^\u001b[0m\n")
            .endsWith("\nhint:\u001b[0m try again"
                .replace("hint", Ansi.CYAN + "hint"));
    }

    @Test
    void suggestionsFollow() {
        assertThat(plain(error(List.of(), List.of("a")))).endsWith("\n       Did you mean a?");
        assertThat(plain(error(List.of(), List.of("a", "b", "c"))))
            .endsWith("\n       Did you mean one of a, b or c?");
    }

    @Test
    void framesComeOutermostFirst() {
        Diagnostic.Frame inner = new Diagnostic.Frame(Optional.of(at(4, 4)), "inner", false);
        assertThat(plain(error(List.of(inner, frame("outer")), List.of()))).startsWith("""
                error:
                       … outer

                       … inner
                         at «string»:4:4:
                            3|   b = x: x;
                            4| in a
                             |    ^

                       error: two
                """);
    }

    @Test
    void longTracesAreTruncatedButForWhatIsAlwaysShown() {
        List<Diagnostic.Frame> frames = new ArrayList<>();
        for (int i = 9; i > 0; i--) {
            frames.add(new Diagnostic.Frame(Optional.empty(), "frame " + i, i == 8));
        }
        String text = plain(error(frames, List.of()));

        assertThat(text).startsWith("""
                error:
                       … frame 1

                       … frame 2

                       … frame 3

                       … frame 4

                       … frame 8

                       (stack trace truncated; use '--show-trace' to show the full, detailed trace)

                       error: two""");
        assertThat(rendered(new DiagnosticRenderer(false, true, false), error(frames, List.of())))
            .contains("… frame 9")
            .doesNotContain("truncated");
    }

    @Test
    void repeatedFramesAreFolded() {
        DiagnosticRenderer all = new DiagnosticRenderer(false, true, false);
        List<Diagnostic.Frame> frames = new ArrayList<>();
        frames.add(frame("last"));
        for (int i = 0; i < 7; i++) {
            frames.add(frame("again"));
        }
        assertThat(rendered(all, error(frames, List.of()))).startsWith("""
                error:
                       … again

                       (6 duplicate frames omitted)

                       … last

                       error: two""");
        assertThat(rendered(all, error(frames.subList(0, 3), List.of()))).startsWith("""
                error:
                       … again

                       … again

                       … last
                """);
    }

    @Test
    void otherSeverities() {
        assertThat(plain(new Diagnostic(Diagnostic.Severity.EVALUATION_WARNING, "a\nb",
                Optional.empty(), List.of(), List.of(), List.of())))
            .isEqualTo("evaluation warning: a\n                    b");
        assertThat(plain(new Diagnostic(Diagnostic.Severity.WARNING, "a\nb", Optional.empty(),
                List.of(), List.of(), List.of())))
            .isEqualTo("warning: a\nb");
        assertThat(plain(new Diagnostic(Diagnostic.Severity.TRACE, "a\tb", Optional.empty(),
                List.of(), List.of(), List.of())))
            .isEqualTo("trace: a        b");
    }
}
