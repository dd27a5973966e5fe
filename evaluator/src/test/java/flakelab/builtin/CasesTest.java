package flakelab.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.eval.AmbiguousPrinter;
import flakelab.eval.EvalSettings;
import flakelab.eval.Evaluator;
import flakelab.eval.TestWorld;
import flakelab.syntax.ParserSettings;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Built-in functions against `src/test/lang/builtins/*.cases`: expressions after `nix> `, and below each what
/// `nix-instantiate --readonly-mode --show-trace --eval --strict` of CppNix 2.34.8 wrote to standard error and output, run
/// in that directory, which is called `/pwd` there.
class CasesTest {
    private static final Path DIRECTORY = Path.of("src/test/lang/builtins").toAbsolutePath();
    private static final String PROMPT = "nix> ";

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".cases"))
                .sorted()
                .toList()
                .stream()
                .flatMap(CasesTest::read);
        }
    }

    private static Stream<DynamicTest> read(Path file) {
        try {
            return Stream.of(("\n" + Files.readString(file)).split("\n" + PROMPT))
                .skip(1)
                .map(text -> test(file.getFileName().toString(), text));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DynamicTest test(String file, String text) {
        int end = text.indexOf('\n');
        String expression = text.substring(0, end);
        return DynamicTest.dynamicTest(file + ": " + expression,
                () -> assertThat(outcome(expression).strip())
                    .isEqualTo(text.substring(end).strip()));
    }

    private static String outcome(String expression) throws InterruptedException {
        StringBuilder out = new StringBuilder();
        Thread thread = new Thread(null, () -> out.append(evaluate(expression)), "evaluation",
                256L << 20);
        thread.start();
        thread.join();
        return out.toString().replace(DIRECTORY.toString(), "/pwd");
    }

    private static String evaluate(String expression) {
        TestWorld world = new TestWorld();
        world.parserSettings = ParserSettings.of("/");
        EvalSettings settings = EvalSettings.DEFAULT.withReadOnly(true)
            .withShowTrace(true)
            .withFeatures(Set.of("flakes", "nix-command", "fetch-tree", "pipe-operators"));
        Evaluator ev = new Evaluator(world, settings, new Positions());
        Library.install(ev);
        String result;
        try {
            result = ev.outermost(() -> {
                Value value = ev.eval(ev.parse(Source.ofJavaString(new Origin.Text(), expression),
                        DIRECTORY.toString()), ev.baseScope());
                ev.deepForce(value);
                return AmbiguousPrinter.print(ev, value);
            });
        } catch (NixException e) {
            result = new DiagnosticRenderer(false, true, false).render(e.diagnostic());
        }
        String messages = String.join("\n", world.messages);
        String all = Emphasis.strip(messages.isEmpty() ? result : messages + "\n" + result);
        return new String(all.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
