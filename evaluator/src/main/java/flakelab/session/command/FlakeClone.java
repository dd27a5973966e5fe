package flakelab.session.command;

import flakelab.flake.FlakeRef;
import flakelab.flake.Registries;
import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import java.util.function.Consumer;

/// `nix flake clone`: a flake's source to work on, its Git repository if it has one.
///
/// @param directory where to; must not exist
public record FlakeClone(String reference, String directory) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        FlakeRef ref = state.flakes().plainReference(reference);
        state.world()
            .fetchers()
            .clone(state.flakes()
                .flakes()
                .registries()
                .resolve(ref.input(), Registries.Use.ALL)
                .input(), state.directory().resolve(FileNames.path(directory)));
    }
}
