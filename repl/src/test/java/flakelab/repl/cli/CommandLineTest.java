package flakelab.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.repl.Invocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The programs of the command line against what those of CppNix 2.34.8 printed: `src/test/cli/golden.txt` has for each
/// command its standard output, standard error and exit status. `golden.sh NIX…` beside it records it anew.
class CommandLineTest {
    @TempDir
    static Path directory;

    private record Case(String command, String expected) {}

    @TestFactory
    List<DynamicTest> commandsSayWhatNixSays() throws IOException {
        Path data = Path.of("src/test/cli");
        Files.createDirectories(directory.resolve("dir"));
        for (String name : List.of("set.nix", "function.nix", "dir/default.nix")) {
            Files.copy(data.resolve("files").resolve(name), directory.resolve(name));
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Case each : cases(Files.readString(data.resolve("golden.txt")))) {
            tests.add(DynamicTest.dynamicTest(each.command(),
                    () -> assertThat(run(each.command())).isEqualTo(each.expected())));
        }
        return tests;
    }

    private static List<Case> cases(String text) {
        List<Case> cases = new ArrayList<>();
        for (String part : text.split("(?m)^\\$ ")) {
            if (!part.isBlank()) {
                int end = part.indexOf('\n');
                cases.add(new Case(part.substring(0, end), part.substring(end + 1)));
            }
        }
        return cases;
    }

    private static String run(String command) {
        List<String> words = words(command);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = Map.of("HOME", directory.resolve("home").toString(), "NIX_CONF_DIR",
                directory.toString(), "NIX_REMOTE", "dummy://", "NIX_CONFIG",
                "experimental-features = nix-command flakes\nsystem = x86_64-linux");
        int status = CommandLine.run(new Invocation(words.getFirst(), words.subList(1, words.size()), environment,
                directory, new ByteArrayInputStream("1 + 2".getBytes(StandardCharsets.UTF_8)), out, err), call -> 0);
        String both = "--- out\n" + out.toString(StandardCharsets.UTF_8) + "--- err\n"
                + err.toString(StandardCharsets.UTF_8) + "--- status " + status + "\n";
        return both.replace(directory.toString(), "/pwd");
    }

    /// Words at blanks, single quotes keep them.
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        boolean quoted = false;
        for (String part : command.split("'", -1)) {
            if (quoted) {
                words.add(part);
            } else {
                words.addAll(List.of(part.trim().split(" +")).stream().filter(word -> !word.isEmpty()).toList());
            }
            quoted = !quoted;
        }
        return words;
    }
}
