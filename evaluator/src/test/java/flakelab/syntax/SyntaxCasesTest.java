package flakelab.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The files `src/test/syntax/*.cases`: texts, and what `nix-instantiate --parse -` of CppNix 2.34.8 wrote for them (run in `/base`,
/// at home in `/home/eve`, with pipe operators). A case is a text, a line `-----`, the output; a line `=====` is between cases.
class SyntaxCasesTest {
    private static final Path CASES = Path.of("src/test/syntax");

    @TestFactory
    Stream<DynamicContainer> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted()
                .toList()
                .stream()
                .map(file -> DynamicContainer
                    .dynamicContainer(file.getFileName().toString(), cases(file)));
        }
    }

    private static Stream<DynamicTest> cases(Path file) {
        return Arrays.stream(read(file).split("=====\n")).map(each -> {
            String[] parts = each.split("\n-----\n", 2);
            return DynamicTest.dynamicTest("case: " + parts[0],
                    () -> assertThat(Syntax.parsed(parts[0])).isEqualTo(parts[1].stripTrailing()));
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
