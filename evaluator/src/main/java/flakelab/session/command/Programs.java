package flakelab.session.command;

import flakelab.build.sandbox.SandboxSettings;
import flakelab.nar.FileNames;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.daemon.DaemonStore;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Programs that use the store of a session (CppNix `execProgramInStore` and `chrootHelper`, `src/nix/run.cc`).
final class Programs {
    private Programs() {}

    /// The variables of this process.
    static SortedMap<String, String> environment(State state) {
        return Program.variables(state.options().environment());
    }

    /// The program, put where it sees the store's objects under their own names: a store that lies elsewhere is mounted
    /// in its place by bubblewrap.
    static Program inStore(State state, Program program) {
        Store store = state.world().store();
        switch (store) {
            case LocalStore local -> {
                Path real = local.layout().realStore();
                return local.storeDir().path().equals(FileNames.latin1(real))
                        ? program
                        : mounted(state, program, local.storeDir().path(), real);
            }
            case DaemonStore daemon when daemon.uri().startsWith("daemon") || daemon.uri().startsWith("unix") -> {
                return program;
            }
            default -> throw SessionErrors.error(Emphasis.format(
                    "store '%s' is not a local store so it does not support command execution",
                    store.uri()));
        }
    }

    private static Program mounted(State state, Program program, String storeDir, Path real) {
        String bubblewrap = SandboxSettings
            .of(state.options().environment().getOrDefault("PATH", "/usr/bin:/bin"))
            .bubblewrap()
            .map(FileNames::latin1)
            .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                    "mounting the Nix store on '%s' needs the program 'bwrap'", storeDir)));
        List<String> words = new ArrayList<>(List.of(bubblewrap));
        if (Files.isDirectory(FileNames.path(storeDir))) {
            words.addAll(List.of("--dev-bind", "/", "/"));
        } else {
            roots().forEach(entry -> words.addAll(entry));
        }
        words.addAll(List.of("--bind", FileNames.latin1(real), storeDir, "--chdir",
                FileNames.latin1(program.directory().orElse(state.directory())), "--"));
        words.add(program.file());
        words.addAll(program.arguments().subList(1, program.arguments().size()));
        return new Program(bubblewrap, words, program.environment(), Optional.empty());
    }

    /// Every entry of the root by itself: one that is not there can be added.
    private static List<List<String>> roots() {
        List<List<String>> words = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/"))) {
            for (Path entry : entries) {
                String name = FileNames.latin1(entry);
                if (Files.isSymbolicLink(entry)) {
                    words.add(List.of("--symlink", FileNames.readLink(entry), name));
                } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    words.add(List.of("--dev-bind", name, name));
                }
            }
        } catch (IOException e) {
            throw SessionErrors.error("reading directory '/': " + e.getMessage());
        }
        return words;
    }
}
