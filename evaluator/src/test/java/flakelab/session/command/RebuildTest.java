package flakelab.session.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Program;
import flakelab.session.Session;
import flakelab.session.SessionOptions;
import flakelab.session.StandardSettings;
import flakelab.session.command.Rebuild.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `flakelab rebuild` in a private root, with a system whose activation script records what it is told.
class RebuildTest {
    private static final String FLAKE = """
            { outputs = { self }: { nixosConfigurations.web.config.system.build.toplevel = derivation {
                name = "nixos-system-web"; system = builtins.readFile ./system; builder = "/bin/sh";
                PATH = "/usr/bin:/bin"; number = builtins.readFile ./number; told = TOLD;
                args = [ "-c" ''
                  mkdir -p $out/bin
                  printf '#!/bin/sh\\necho "$1 %s $NIXOS_INSTALL_BOOTLOADER" >> %s\\nexit 4\\n' $number $told \\
                    > $out/bin/switch-to-configuration
                  chmod +x $out/bin/switch-to-configuration
                '' ]; }; }; }
            """;

    @TempDir
    Path directory;

    private Path root = Path.of("");
    private Path profiles = Path.of("");

    @BeforeEach
    void makeFlake() throws Exception {
        root = Files.createDirectories(directory.resolve("root"));
        profiles = root.resolve("nix/var/nix/profiles");
        Path flake = Files.createDirectories(directory.resolve("flake"));
        Files.writeString(flake.resolve("flake.nix"),
                FLAKE.replace("TOLD", "\"" + directory.resolve("told") + "\""));
        Files.writeString(flake.resolve("system"),
                StandardSettings.SYSTEM.standard());
        Files.writeString(flake.resolve("number"), "one");
    }

    @Test
    void aMachineThatIsNoNixosIsLeftAlone() {
        assertThatThrownBy(() -> prepare(Action.SWITCH, false)).hasMessageContaining("this machine is not NixOS");
        assertThat(directory.resolve("root/nix")).doesNotExist();
        assertThat(directory.resolve("store")).doesNotExist();
    }

    @Test
    void generationsAreRegisteredBeforeTheSystemIsToldAndCanBeRolledBack() throws Exception {
        Files.createDirectories(root.resolve("etc"));
        Files.createFile(root.resolve("etc/NIXOS"));

        assertThat(activate(prepare(Action.DRY_ACTIVATE, false))).isEqualTo(4);
        assertThat(profiles).doesNotExist();

        activate(prepare(Action.BOOT, false));
        assertThat(Files.readSymbolicLink(profiles.resolve("system"))).hasToString("system-1-link");
        activate(prepare(Action.SWITCH, false));
        assertThat(profiles.resolve("system-2-link")).doesNotExist(); // nothing changed

        Files.writeString(directory.resolve("flake/number"), "two");
        activate(prepare(Action.TEST, false));
        assertThat(Files.readSymbolicLink(profiles.resolve("system"))).hasToString("system-1-link");
        activate(prepare(Action.SWITCH, false));
        assertThat(Files.readSymbolicLink(profiles.resolve("system"))).hasToString("system-2-link");
        activate(prepare(Action.SWITCH, true));
        assertThat(Files.readSymbolicLink(profiles.resolve("system"))).hasToString("system-1-link");

        assertThat(Files.readAllLines(directory.resolve("told"))).containsExactly(
                "dry-activate one 0", "boot one 0", "switch one 0", "test two 0", "switch two 0",
                "switch one 0");
        assertThatThrownBy(() -> prepare(Action.SWITCH, true))
            .hasMessageContaining("no profile version older than the current");
    }

    private Program prepare(Action action, boolean rollback) throws Exception {
        Map<String, String> environment = Map.of("HOME", directory.resolve("home").toString(),
                "NIX_STORE_DIR", directory.resolve("store").toString(), "NIX_STATE_DIR",
                directory.resolve("var").toString(), "NIX_CONF_DIR", directory.toString(),
                "NIX_CONFIG", "sandbox = false\nsubstituters =", "NIX_REMOTE", "local", "PATH",
                System.getenv("PATH"));
        Rebuild rebuild = new Rebuild(action, Locking.STANDARD,
                Optional.of("path:" + directory.resolve("flake") + "#web"),
                new SystemProfile(SystemProfile.STANDARD, root), rollback, false, Optional.empty(),
                Optional.empty(), BuildLines.Style.HIDDEN);
        AtomicReference<Program> program = new AtomicReference<>();
        try (Session session = Session.open(SessionOptions.of(environment, directory))) {
            session.execute((state, out, console) -> program.set(rebuild.prepare(state, console)),
                    new Nobody(), text -> {});
        }
        return program.get();
    }

    /// As the process would that becomes the program.
    private static int activate(Program program) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment().clear();
        builder.environment().putAll(program.variables());
        return builder.start().waitFor();
    }

    private static final class Nobody implements Console {
        @Override
        public void out(String text) {}

        @Override
        public void err(String text) {}

        @Override
        public void update(String displayId, Display display) {}

        @Override
        public Optional<String> ask(String prompt, boolean password) {
            return Optional.empty();
        }

        @Override
        public boolean colours() {
            return false;
        }

        @Override
        public int width() {
            return 80;
        }
    }

    @Test
    void actionsAreCalledAsNixosCallsThem() {
        assertThat(List.of(Action.values())).extracting(Action::word)
            .containsExactly("build", "test", "boot", "switch", "dry-activate");
    }
}
