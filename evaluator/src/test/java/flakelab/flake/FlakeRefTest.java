package flakelab.flake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.fetch.Log;
import flakelab.fetch.Repositories;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expectations are CppNix 2.34.8's.
class FlakeRefTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nixpkgs                      | flake:nixpkgs                     | ''
            nixpkgs/nixos-20.09#a.b      | flake:nixpkgs/nixos-20.09         | a.b
            github:NixOS/nixpkgs?dir=lib | github:NixOS/nixpkgs?dir=lib      | ''
            /a/b%20c#f%20g               | path:/a/b%2520c                   | f g
            path:./x?dir=y#z             | path:./x?dir=y                    | z
            git+https://h/r?ref=m&dir=d  | git+https://h/r?dir=d&ref=m       | ''
            """)
    void readsReferences(String text, String ref, String fragment) {
        FlakeRefParser.WithFragment parsed = FlakeRefParser.ofText(Log.SILENT)
            .parseWithFragment(text);
        assertThat(parsed.ref()).hasToString(ref);
        assertThat(parsed.fragment()).isEqualTo(fragment);
        assertThat(FlakeRef.ofAttributes(parsed.ref().attributes())).isEqualTo(parsed.ref());
    }

    @Test
    void splitsOutputsOff() {
        assertThat(OutputsSpec.split("a#b^out,dev"))
            .isEqualTo(new OutputsSpec.Split("a#b",
                    new OutputsSpec.Names(new TreeSet<>(java.util.List.of("dev", "out")))));
        assertThat(OutputsSpec.split("a^*").outputs()).isEqualTo(new OutputsSpec.All());
        assertThat(OutputsSpec.split("a").outputs()).isEqualTo(new OutputsSpec.Default());
        assertFails(() -> OutputsSpec.split("a^"), "invalid extended outputs specifier 'a^'");
    }

    @Test
    void findsTheFlakeAndItsRepositoryUpwards() throws Exception {
        Path root = directory.toRealPath();
        Repositories.write(root.resolve("repo/sub/flake.nix"), "{ outputs = _: { }; }");
        Files.createDirectories(root.resolve("repo/sub/deep/er"));
        FlakeRefParser parser = FlakeRefParser.ofCommandLine(root.resolve("repo/sub/deep/er"),
                Log.SILENT);
        assertThat(parser.parse(".")).hasToString("path:" + root + "/repo/sub");
        Repositories.commit(root.resolve("repo"), "x");
        assertThat(parser.parse(".")).hasToString("git+file://" + root + "/repo?dir=sub");
        assertThat(parser.parse("../..#x".substring(0, 5)))
            .hasToString("git+file://" + root + "/repo?dir=sub");
        assertFails(() -> parser.parse("../../.."),
                "path \"" + root + "/repo\" is not part of a flake "
                        + "(neither it nor its parent directories contain a 'flake.nix' file)");
        assertFails(() -> parser.parse("./nowhere"), "getting status of \"" + root
                + "/repo/sub/deep/er/nowhere\": No such file or directory");
        assertFails(() -> FlakeRefParser.ofText(Log.SILENT).parse("./x"),
                "flake reference './x' is not an absolute path");
        assertFails(() -> FlakeRefParser.ofText(Log.SILENT).parse("nixpkgs#a"),
                "unexpected fragment 'a' in flake reference 'nixpkgs#a'");
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable code,
            String message) {
        assertThatThrownBy(code).isInstanceOf(NixException.class)
            .satisfies(
                    e -> assertThat(Emphasis.strip(((NixException) e).text())).isEqualTo(message));
    }
}
