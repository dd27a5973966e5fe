package flakelab.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.repl.Invocation;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts whose first lines are command lines; cases of CppNix's `parseShebangContent` tests.
class ShebangTest {
    @TempDir
    Path directory;

    @Test
    void wordsOfNixLines() {
        assertThat(ShebangWords.split(" shell  a#b\n--x ``y``")).containsExactly("shell", "a#b", "--x", "y");
        assertThat(ShebangWords.split("``a ``` b``")).containsExactly("a `` b");
        assertThat(ShebangWords.split("``a`b ``")).containsExactly("a`b");
        assertThat(ShebangWords.split("````")).containsExactly("");
        for (String bad : List.of("a*", "'a'", "`a`", "#a", "$x", "``a")) {
            assertThatThrownBy(() -> ShebangWords.split(bad)).hasMessageContaining("shebang");
        }
    }

    @Test
    void linesOfNixShell() throws Exception {
        Path script = directory.resolve("it's.sh");
        Files.writeString(script, """
                #! /usr/bin/env nix-shell
                #! nix-shell --argstr a 'x "y"' -p\\ q
                #!nix-shell -i bash
                echo
                """);
        Shebang.Script read = Shebang.nixShell(call(script.toString(), "one", "it's")).orElseThrow();
        assertThat(read.arguments()).containsExactly("--argstr", "a", "x \"y\"", "-p q", "-i", "bash");
        assertThat(read.interpretedBy("bash")).isEqualTo("exec  bash '" + directory
                + "/it'\\''s.sh' 'one' 'it'\\''s' ");
        assertThat(Shebang.nixShell(call("-p", "x"))).isEmpty();
    }

    private Invocation call(String... words) {
        return new Invocation("nix-shell", List.of(words), Map.of(), directory, InputStream.nullInputStream(),
                OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }
}
