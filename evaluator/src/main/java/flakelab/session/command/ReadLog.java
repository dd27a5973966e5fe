package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/// Prints build logs as they are: `nix-store --read-log`, `nix log`; and copies them: `nix store copy-log`.
public sealed interface ReadLog extends Job {
    /// Of paths (CppNix `opReadLog`).
    record OfPaths(List<String> paths) implements ReadLog {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            for (String word : paths) {
                StorePath path = StorePaths.follow(state, word);
                write(out, state.world().builds().log(path), "build log of derivation '%s'",
                        state.world().store().storeDir().print(path));
            }
        }
    }

    /// Of an installable (CppNix `src/nix/log.cc`).
    record OfInstallable(Installables source, String installable) implements ReadLog {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            for (Installables.Found found : source.find(state, List.of(installable))) {
                for (var wanted : source.wanted(state, found)) {
                    StorePath path = switch (wanted) {
                        case flakelab.store.Wanted.Opaque(StorePath opaque) -> opaque;
                        case flakelab.store.Wanted.Built(StorePath derivation, var outputs) ->
                            derivation;
                    };
                    write(out, state.world().builds().log(path), "build log of '%s'",
                            installable);
                }
            }
        }
    }

    /// Copies logs to another store (CppNix `src/nix/store-copy-log.cc`).
    record Copy(Installables source, List<String> installables, String to) implements ReadLog {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            SortedSet<StorePath> derivations = StorePaths.derivations(state, source, installables);
            try (var destination = state.world().open(to)) {
                for (StorePath derivation : derivations) {
                    byte[] log = state.world()
                        .store()
                        .buildLog(derivation)
                        .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                                "build log for '%s' is not available",
                                state.world().store().storeDir().print(derivation))));
                    destination.addBuildLog(derivation, log);
                }
            }
        }
    }

    private static void write(Consumer<String> out, Optional<byte[]> log, String what,
            String name) {
        byte[] bytes = log.orElseThrow(
                () -> SessionErrors.error(Emphasis.format(what + " is not available", name)));
        new Sink(out).write(bytes, 0, bytes.length);
    }
}
