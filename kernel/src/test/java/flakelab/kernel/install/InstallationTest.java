package flakelab.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    @TempDir
    Path data;

    @Test
    void writesWhatJupyterReads() throws Exception {
        new Installation(data, "nix")
            .install(List.of("/jdk/bin/java", "-cp", "/a.jar", "Main", "run"), "Nix");
        Path kernel = data.resolve("kernels/nix");
        JsonNode specification = new JsonMapper().readTree(kernel.resolve("kernel.json").toFile());
        assertThat(specification.path("argv")).extracting(JsonNode::asText)
            .containsExactly("/jdk/bin/java", "-cp",
                    "/a.jar", "Main", "run", "{connection_file}");
        assertThat(specification.path("language").asText()).isEqualTo("nix");
        assertThat(specification.path("interrupt_mode").asText()).isEqualTo("message");
        assertThat(kernel).isDirectoryContaining("glob:**logo-32x32.png")
            .isDirectoryContaining("glob:**logo-64x64.png")
            .isDirectoryContaining("glob:**logo-svg.svg");
        assertThat(kernel.resolve("kernel.js")).content()
            .contains("function nixMode", "defineMode")
            .doesNotContain("//NIX-MODE");
        Path lab = data.resolve("labextensions/flakelab-nix");
        assertThat(lab.resolve("static/remoteEntry.js")).content()
            .contains("function nixMode", "_JUPYTERLAB");
        assertThat(new JsonMapper().readTree(lab.resolve("package.json").toFile())
            .at("/jupyterlab/_build/load")
            .asText()).isEqualTo("static/remoteEntry.js");
    }

    @Test
    void uninstallTakesTheColoursWithTheLastKernel() throws Exception {
        Installation one = new Installation(data, "one");
        Installation two = new Installation(data, "Two");
        one.install(List.of("java"), "One");
        two.install(List.of("java"), "Two");
        assertThat(two.kernelspec()).endsWith(Path.of("two"));
        assertThat(one.uninstall()).isTrue();
        assertThat(data.resolve("labextensions/flakelab-nix")).exists();
        assertThat(two.uninstall()).isTrue();
        assertThat(data.resolve("labextensions/flakelab-nix")).doesNotExist();
        assertThat(two.uninstall()).isFalse();
    }

    @Test
    void foreignKernelsAreLeftAlone() throws Exception {
        Path python = Files.createDirectories(data.resolve("kernels/python3"));
        Files.writeString(python.resolve("kernel.json"), "{\"argv\": [\"python3\"]}");
        assertThatThrownBy(() -> new Installation(data, "python3").uninstall())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("not a Flakelab kernel");
        assertThat(python.resolve("kernel.json")).exists();
    }

    @Test
    void namesAreJupyters() {
        assertThatThrownBy(() -> new Installation(data, "../x")).isInstanceOf(IOException.class);
    }

    @Test
    void theCommandIsThisOneWithAbsolutePaths() {
        List<String> command = Command.likeThis("flakelab.kernel.Main", "run");
        assertThat(Path.of(command.getFirst())).isAbsolute().isExecutable();
        assertThat(command).endsWith("flakelab.kernel.Main", "run").contains("-cp");
    }

    @Test
    void dataDirectoriesAreJupyters() {
        Path home = Path.of("/home/ada");
        assertThat(DataDirectory.user(Map.of(), "Linux", home))
            .isEqualTo(Path.of("/home/ada/.local/share/jupyter"));
        assertThat(DataDirectory.user(Map.of("XDG_DATA_HOME", "/x"), "Linux", home))
            .isEqualTo(Path.of("/x/jupyter"));
        assertThat(DataDirectory.user(Map.of(), "Mac OS X", home))
            .isEqualTo(Path.of("/home/ada/Library/Jupyter"));
        assertThat(DataDirectory.user(Map.of("JUPYTER_DATA_DIR", "/d"), "Linux", home))
            .isEqualTo(Path.of("/d"));
        assertThat(DataDirectory.activePrefix(Map.of("CONDA_PREFIX", "/c")))
            .contains(Path.of("/c"));
        assertThat(DataDirectory.activePrefix(Map.of())).isEmpty();
    }
}
