package flakelab.syntax;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import flakelab.text.DiagnosticRenderer;
import flakelab.text.Origin;
import flakelab.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// CppNix's own parser cases (`tests/functional/lang/parse-*.nix`), found through the environment variable `FLAKELAB_SUITES`.
class LangSuiteTest {
    @TestFactory
    Stream<DynamicTest> parseOkay() throws IOException {
        return cases("parse-okay-", ".exp");
    }

    @TestFactory
    Stream<DynamicTest> parseFail() throws IOException {
        return cases("parse-fail-", ".err.exp");
    }

    private static Stream<DynamicTest> cases(String prefix, String expected) throws IOException {
        String suites = System.getenv("FLAKELAB_SUITES");
        Assumptions.assumeTrue(suites != null, "FLAKELAB_SUITES is not set");
        Path lang = Path.of(String.valueOf(suites), "nix/tests/functional/lang");
        try (Stream<Path> files = Files.list(lang)) {
            return files.map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith(prefix) && name.endsWith(".nix"))
                .map(name -> name.substring(0, name.length() - ".nix".length()))
                .sorted()
                .toList()
                .stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> check(
                        read(lang.resolve(name + ".nix")),
                        read(lang.resolve(name + expected)))));
        }
    }

    private static void check(String text, String expected) {
        // Names are resolved in another room.
        Assumptions.assumeFalse(expected.contains("undefined variable"), "not a matter of syntax");
        String printed;
        try {
            Source source = new Source(new Origin.Stdin(), text);
            printed = ExprPrinter.print(Parser.parse(source, 1, ParserSettings.of("/pwd/lang")));
        } catch (SyntaxException e) {
            printed = DiagnosticRenderer.plain().render(e.diagnostic());
        }
        assertThat(printed + "\n").isEqualTo(expected);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, ISO_8859_1);
    }
}
