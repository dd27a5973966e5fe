package flakelab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path directory;

    private Settings read(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.putIfAbsent("NIX_CONF_DIR", directory.resolve("etc").toString());
        environment.putIfAbsent("HOME", directory.resolve("home").toString());
        environment.putIfAbsent("XDG_CONFIG_DIRS", directory.resolve("xdg").toString());
        return Settings.read(environment, List.of());
    }

    private Path file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void defaultsAreNixs() {
        Settings settings = read(Map.of());
        assertThat(settings.get(StandardSettings.PURE_EVAL)).isFalse();
        assertThat(settings.get(StandardSettings.TARBALL_TTL)).isEqualTo(3600);
        assertThat(settings.get(StandardSettings.EXPERIMENTAL_FEATURES)).isEmpty();
        assertThat(settings.get(StandardSettings.SUBSTITUTERS)).containsExactly("https://cache.nixos.org/");
    }

    @Test
    void userFilesAndNixConfigComeAfterTheSystems() throws IOException {
        file("etc/nix.conf", "cores = 2\nmax-jobs = 3 # a comment\nkeep-going = true\n");
        file("home/.config/nix/nix.conf", "cores = 4\n\n  keep-failed=nonsense-without-blanks = 1\n".replace(
                "  keep-failed=nonsense-without-blanks = 1\n", "keep-failed = yes\n"));
        Settings settings = read(Map.of("NIX_CONFIG", "cores = 8"));
        assertThat(settings.get(StandardSettings.CORES)).isEqualTo(8);
        assertThat(settings.get(StandardSettings.MAX_JOBS)).isEqualTo("3");
        assertThat(settings.get(StandardSettings.KEEP_FAILED)).isTrue();
        assertThat(settings.get(StandardSettings.KEEP_GOING)).isTrue();
    }

    @Test
    void extraAppendsAndAliasesAreTheSameSetting() {
        Settings settings = read(Map.of("NIX_CONFIG",
                "substituters = a\nextra-substituters = b c\nbuild-cores = 5\nextra-cores = 1"));
        assertThat(settings.get(StandardSettings.SUBSTITUTERS)).containsExactly("a", "b", "c");
        assertThat(settings.get(StandardSettings.CORES)).isEqualTo(5);
        assertThat(settings.takeWarnings()).containsExactly("unknown setting 'extra-cores'");
    }

    @Test
    void includesAreRelativeToTheFile() throws IOException {
        file("etc/nix.conf", "include more/other.conf\n!include absent.conf\n");
        file("etc/more/other.conf", "cores = 7\n");
        assertThat(read(Map.of()).get(StandardSettings.CORES)).isEqualTo(7);
        file("etc/nix.conf", "include absent.conf\n");
        assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("included from")
            .hasMessageContaining("not found");
    }

    @Test
    void wrongLinesAndValuesAreErrorsInNixsWords() {
        assertThatThrownBy(() -> read(Map.of("NIX_CONFIG", "foo\nbar"))).isInstanceOfSatisfying(SessionException.class,
                e -> {
                    assertThat(plain(e)).isEqualTo("syntax error in configuration line 'foo' in \"NIX_CONFIG\"");
                    assertThat(e.isUsage()).isTrue();
                });
        assertThatThrownBy(() -> read(Map.of("NIX_CONFIG", "keep-failed = maybe"))).satisfies(e -> assertThat(plain(e))
            .isEqualTo("Boolean setting 'keep-failed' has invalid value 'maybe'"));
        assertThatThrownBy(() -> read(Map.of("NIX_CONFIG", "cores = many"))).satisfies(e -> assertThat(plain(e))
            .isEqualTo("setting 'cores' has invalid value 'many'"));
    }

    private static String plain(Throwable e) {
        return flakelab.text.Emphasis.strip(String.valueOf(e.getMessage()));
    }

    @Test
    void experimentalFeaturesGuardSettings() {
        Settings settings = read(Map.of("NIX_CONFIG", "flake-registry = foo\nexperimental-features = floo"));
        assertThat(settings.takeWarnings()).containsExactly("unknown experimental feature 'floo'",
                "Ignoring setting 'flake-registry' because experimental feature 'flakes' is not enabled");
        settings = read(Map.of("NIX_CONFIG", "flake-registry = foo\nexperimental-features = flakes"));
        assertThat(settings.get(StandardSettings.FLAKE_REGISTRY)).isEqualTo("foo");
        assertThat(settings.enabled("fetch-tree")).isTrue();
        assertThat(settings.takeWarnings()).isEmpty();
    }

    @Test
    void nixPathVariableWinsAndKeepsUrlsTogether() {
        Settings settings = read(Map.of("NIX_PATH", "a=/x:/y:n=https://h/z.tar.gz:c=channel:nixos-25.05:flake:nixpkgs",
                "NIX_CONFIG", "nix-path = ignored"));
        assertThat(settings.get(StandardSettings.NIX_PATH)).containsExactly("a=/x", "/y", "n=https://h/z.tar.gz",
                "c=channel:nixos-25.05", "flake:nixpkgs");
    }

    @Test
    void numbersTakeUnits() {
        Settings settings = read(Map.of("NIX_CONFIG", "max-build-log-size = 2M"));
        assertThat(settings.get(StandardSettings.MAX_BUILD_LOG_SIZE)).isEqualTo(2 << 20);
    }

    @Test
    void theTableIsSound() {
        Set<String> names = new HashSet<>();
        for (Setting<?> setting : StandardSettings.all()) {
            assertThat(names.add(setting.name())).as(setting.name()).isTrue();
            assertThat(setting.doc()).as(setting.name()).isNotBlank();
            setting.aliases().forEach(alias -> assertThat(names.add(alias)).as(alias).isTrue());
        }
        assertThat(names).contains("experimental-features", "sandbox", "max-jobs", "access-tokens", "warn-dirty");
    }
}
