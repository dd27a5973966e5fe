package flakelab.session.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `get-env.sh` writes down of a shell, and what a shell is that reads it back.
class BuildEnvironmentTest {
    @TempDir
    Path directory;

    @Test
    void aShellComesBackAsItWas() throws Exception {
        String setup = """
                export exported=$'a "b"\\n\\\\c'
                plain="it's"
                escape=$'\\e[1m'
                declare -a list=(1 "2 3" $'x\\ny')
                declare -A table=([k]=v ["a b"]="'")
                fun() { echo "{$1}"; }
                """;
        Path out = directory.resolve("out");
        bash(setup + "outputs=out; out=" + out + "\n" + script());
        BuildEnvironment environment = BuildEnvironment.parse(Files.readString(out, StandardCharsets.ISO_8859_1));
        assertThat(environment.outputs()).isEqualTo(Map.of("out", out.toString()));
        String questions = """
                declare -p exported plain escape list table
                fun x
                """;
        assertThat(bash(environment.bash(Set.of("BASHOPTS", "SHELLOPTS", "UID", "PPID")) + questions))
            .isEqualTo(bash(setup + questions));
    }

    @Test
    void variablesThatCannotBeDescribedAreLeftOut() throws Exception {
        Path out = directory.resolve("out");
        bash("declare -i number=3; readonly fixed=1; outputs='out dev'; out=" + out + "; dev=" + out + "-dev\n"
                + script());
        assertThat(BuildEnvironment.parse(Files.readString(out)).variables()).doesNotContainKeys("number", "fixed");
        assertThat(directory.resolve("out-dev")).isEmptyFile();
    }

    @Test
    void wishesForVariablesMustNotContradictEachOther() {
        Map<String, String> all = new TreeMap<>(Map.of("A", "1", "B", "2"));
        Variables.Builder some = new Variables.Builder();
        some.ignoreAll();
        some.keep("B");
        some.set("C", "3");
        assertThat(some.build().of(all)).isEqualTo(Map.of("B", "2", "C", "3"));
        Variables.Builder less = new Variables.Builder();
        less.unset("A");
        assertThat(less.build().of(all)).isEqualTo(Map.of("B", "2"));
        assertThatThrownBy(() -> less.set("A", "4")).hasMessageContaining("--unset-env-var");
        less.ignoreAll();
        assertThatThrownBy(() -> less.build().of(all))
            .hasMessageContaining("--unset-env-var does not make sense with --ignore-env");
    }

    private static String script() throws Exception {
        try (InputStream in = BuildEnvironment.class.getResourceAsStream("get-env.sh")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String bash(String code) throws Exception {
        Path file = Files.writeString(directory.resolve("code"), code, StandardCharsets.ISO_8859_1);
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
