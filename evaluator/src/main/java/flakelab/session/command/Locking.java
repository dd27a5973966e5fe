package flakelab.session.command;

import flakelab.flake.FlakeRef;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.InputPath;
import flakelab.flake.LockFlags;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Latin1;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// How flakes are to be locked, as a command line says it; texts become references only when there is a session to read
/// them in.
public final class Locking {
    /// As the settings say, nothing else asked for.
    public static final Locking STANDARD = new Locking(List.of());

    private final List<BiFunction<State, LockFlags, LockFlags>> wishes;

    private Locking(List<BiFunction<State, LockFlags, LockFlags>> wishes) {
        this.wishes = List.copyOf(wishes);
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

        public void recreate() {
            wishes.add((state, flags) -> flags.withRecreate(true));
        }

        public void noUpdate() {
            wishes.add((state, flags) -> flags.withUpdate(false));
        }

        public void noWrite() {
            wishes.add((state, flags) -> flags.withWrite(false));
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

        /// `--update-input`, or a name given to `flake update`.
        public void update(String input) {
            wishes.add((state, flags) -> flags.withUpdateOf(path(input)));
        }

        public void override(String input, String flake) {
            wishes.add((state, flags) -> flags.withWrite(false)
                .withOverride(path(input), reference(state, flake)));
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

        private static List<String> path(String input) {
            List<String> path = InputPath.parse(Latin1.ofUnicode(input));
            if (path.isEmpty()) {
                throw SessionErrors.usage("--override-input was passed a zero-length input path, "
                        + "which would refer to the flake itself, not an input");
            }
            return path;
        }
    }
}
