package flakelab.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.repl.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Help and completion come from what commands declare. Completions are those CppNix 2.34.8 gives in its
/// `tests/functional/completions.sh`.
class HelpTest {
    @TempDir
    static Path directory;

    private static String run(Map<String, String> more, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = new HashMap<>(Map.of("HOME", directory.resolve("home").toString(),
                "NIX_CONF_DIR", directory.toString(), "NIX_REMOTE", "dummy://", "NIX_CONFIG",
                "experimental-features = nix-command flakes\nflake-registry ="));
        environment.putAll(more);
        CommandLine.run(new Invocation(words[0], List.of(words).subList(1, words.length), environment, directory,
                InputStream.nullInputStream(), out, err), call -> 0);
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private static String complete(int word, String... words) {
        return run(Map.of("NIX_GET_COMPLETIONS", Integer.toString(word)), words);
    }

    @Test
    void everyCommandSaysWhatItIsFor() {
        Invocation call = new Invocation("nix", List.of(), Map.of(), directory, InputStream.nullInputStream(),
                new ByteArrayOutputStream(), new ByteArrayOutputStream());
        List<String> silent = new ArrayList<>();
        Nix.byCategory().values().forEach(commands -> collectSilent(call, "nix", commands, silent));
        assertThat(silent).isEmpty();
    }

    private static void collectSilent(Invocation call, String above, SortedMap<String, Shell.Program> commands,
            List<String> silent) {
        commands.forEach((name, program) -> {
            switch (Declaration.of(call, program)) {
                case Declaration.What.Single(Flags flags) -> {
                    if (flags.help().map(Help::summary).orElse("").isEmpty()) {
                        silent.add(above + " " + name);
                    }
                }
                case Declaration.What.Group(String summary, var members) -> {
                    if (summary.isEmpty()) {
                        silent.add(above + " " + name);
                    }
                    collectSilent(call, above + " " + name, members, silent);
                }
            }
        });
    }

    @Test
    void helpListsCommandsAndFlags() {
        assertThat(run(Map.of(), "nix", "--help")).contains("Main commands", "build", "Infrequently used commands");
        assertThat(run(Map.of(), "nix", "flake", "--help")).contains("nix flake COMMAND", "metadata", "check");
        assertThat(run(Map.of(), "nix", "help", "flake", "check")).contains("nix flake check", "--no-build");
        assertThat(run(Map.of(), "nix", "build", "--help", "--nonsense")).contains("--print-out-paths");
    }

    @Test
    void completesCommands() {
        assertThat(complete(1, "nix", "buil")).isEqualTo("normal\nbuild\t\n");
        assertThat(complete(2, "nix", "flake", "metad")).isEqualTo("normal\nmetadata\t\n");
    }

    @Test
    void completesFlagsAndSettings() {
        assertThat(complete(2, "nix", "build", "--log-form")).startsWith("normal\n--log-format\t");
        assertThat(complete(3, "nix", "build", "--option", "allow-import-from"))
            .startsWith("normal\nallow-import-from-derivation\t");
    }

    @Test
    void completesFiles() throws Exception {
        Files.createDirectories(directory.resolve("flakes/first"));
        Files.writeString(directory.resolve("flakes/first/flake.nix"), "{ outputs = i: { sample = 1; }; }");
        assertThat(complete(2, "nix", "build", "./fl")).isEqualTo("filenames\n./flakes\t\n");
        assertThat(complete(2, "nix", "build", "./nonexistent")).isEqualTo("filenames\n");
        assertThat(complete(4, "nix", "eval", "--file", "./flakes/first/flake.nix", "outp"))
            .isEqualTo("attrs\noutputs\t\n");
    }
}
