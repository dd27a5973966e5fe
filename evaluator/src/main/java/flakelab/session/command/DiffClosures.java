package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Store;
import java.util.function.Consumer;

/// `nix store diff-closures` (CppNix `src/nix/diff-closures.cc`): packages and versions that came, went or changed.
public record DiffClosures(StorePaths before, StorePaths after) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        ClosureDiff.lines(store, before.one(state, console), after.one(state, console))
            .forEach(line -> out.accept(line + "\n"));
    }
}
