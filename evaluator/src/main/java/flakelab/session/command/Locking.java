package flakelab.session.command;

import flakelab.fetch.Input;
import flakelab.flake.FlakeException;
import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.InputPath;
import flakelab.flake.LockFile;
import flakelab.flake.LockFlags;
import flakelab.flake.LockedFlake;
import flakelab.flake.Registry;
import flakelab.session.SessionErrors;
import flakelab.session.SessionException;
import flakelab.session.State;
import flakelab.text.Latin1;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// How flakes are to be locked, as a command line says it; texts become references only when there is a session to read
/// them in.
public final class Locking {
    /// As the settings say, nothing else asked for.
    public static final Locking STANDARD = new Locking(List.of());

    private final List<BiFunction<State, LockFlags, LockFlags>> wishes;

    private Locking(List<BiFunction<State, LockFlags, LockFlags>> wishes) {
        this.wishes = List.copyOf(wishes);
    }

    /// Locks a flake so, its `nixConfig` applied first.
    LockedFlake lock(State state, FlakeRef ref) {
        return state.flakes().lockAndConfigure(ref, flags(state));
    }

    /// The flags for a session.
    LockFlags flags(State state) {
        LockFlags flags = state.flakes().lockFlags();
        for (BiFunction<State, LockFlags, LockFlags> wish : wishes) {
            flags = wish.apply(state, flags);
        }
        return flags;
    }

    /// Collects what flags say.
    public static final class Builder {
        private final List<BiFunction<State, LockFlags, LockFlags>> wishes = new ArrayList<>();
        private final Set<List<String>> named = new HashSet<>();

        public void recreate() {
            wishes.add((state, flags) -> flags.withRecreate(true));
        }

        public void noUpdate() {
            wishes.add((state, flags) -> flags.withUpdate(false));
        }

        public void noWrite() {
            wishes.add((state, flags) -> flags.withWrite(false));
        }

        /// Changes are written after all, whatever was said before.
        public void write() {
            wishes.add((state, flags) -> flags.withWrite(true));
        }

        /// `--inputs-from`: names stand for what the inputs of another flake are locked to.
        public void inputsFrom(String flake) {
            wishes.add((state, flags) -> {
                addInputs(state, flake);
                return flags;
            });
        }

        private static void addInputs(State state, String flake) {
            LockFile lock = state.flakes()
                .lock(state.flakes().plainReference(flake),
                        state.flakes().lockFlags().withWrite(false))
                .lockFile();
            for (String name : lock.root().inputs().keySet()) {
                Input from = FlakeRef.indirect(name).input();
                Registry flags = state.flakes().flakes().registries().flags();
                boolean known = flags.entries().stream().anyMatch(entry -> entry.from().equals(from));
                lock.find(List.of(name))
                    .flatMap(LockFile.Node::lock)
                    .filter(found -> !known)
                    .ifPresent(found -> flags.add(from, found.locked(), false));
            }
        }

        public void noRegistries() {
            wishes.add((state, flags) -> flags.withRegistries(false));
        }

        public void commit() {
            wishes.add((state, flags) -> flags.withCommit(true));
        }

        public void failOnUnlocked() {
            wishes.add((state, flags) -> flags.withFailOnUnlocked(true));
        }

        /// All inputs, unless some are named.
        public void updateAll() {
            wishes.add((state, flags) -> flags.withRecreate(flags.updates().isEmpty()));
        }

        /// An input named to `nix flake update`.
        ///
        /// @param warn takes what is odd about it, without `warning: `
        public void updateNamed(String input, Consumer<String> warn) {
            List<String> path;
            try {
                path = path(input, "input path to be updated cannot be zero-length; "
                        + "it would refer to the flake itself, not an input");
            } catch (SessionException e) {
                warn.accept(("Invalid flake input '%s'. To update a specific flake, "
                        + "use 'nix flake update --flake %s' instead.")
                    .formatted(input, input));
                throw SessionErrors.error(e.text());
            }
            if (!named.add(path)) {
                warn.accept(("Input '%s' was specified multiple times. "
                        + "You may have done this by accident.")
                    .formatted(InputPath.print(path)));
            }
            wishes.add((state, flags) -> flags.withUpdateOf(path));
        }

        /// `--update-input`.
        public void update(String input) {
            List<String> path = path(input, "--update-input was passed a zero-length input path, "
                    + "which would refer to the flake itself, not an input");
            wishes.add((state, flags) -> flags.withUpdateOf(path));
        }

        public void override(String input, String flake) {
            List<String> path = path(input,
                    "--override-input was passed a zero-length input path, "
                            + "which would refer to the flake itself, not an input");
            wishes.add((state, flags) -> flags.withWrite(false)
                .withOverride(path, reference(state, flake)));
        }

        public void reference(String file) {
            wishes.add((state, flags) -> flags.withReference(file(state, file)));
        }

        public void output(String file) {
            wishes.add((state, flags) -> flags.withOutput(file(state, file)));
        }

        public Locking build() {
            return new Locking(wishes);
        }

        private static Path file(State state, String name) {
            return state.directory().resolve(name).normalize();
        }

        private static FlakeRef reference(State state, String flake) {
            return FlakeRefParser.ofCommandLine(state.directory(), state.world().fetchers().log())
                .withMissingAllowed(true)
                .parse(Latin1.ofUnicode(flake));
        }

        private static List<String> path(String input, String complaint) {
            try {
                List<String> path = InputPath.parse(Latin1.ofUnicode(input));
                if (path.isEmpty()) {
                    throw SessionErrors.usage(complaint);
                }
                return path;
            } catch (FlakeException e) {
                throw SessionErrors.usage(e.text());
            }
        }
    }
}
