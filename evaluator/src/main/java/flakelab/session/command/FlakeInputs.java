package flakelab.session.command;

import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.flake.LockFile;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.text.NixException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `nix flake prefetch-inputs`: all inputs of a flake in the store. One that cannot be fetched does not keep the others
/// from it (CppNix `src/nix/flake-prefetch-inputs.cc`).
public record FlakeInputs(String reference, Locking locking) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        LockFile lock = state.flakes()
            .lock(state.flakes().plainReference(reference), locking.flags(state))
            .lockFile();
        @Nullable
        NixException failure = null;
        for (LockFile.Node node : lock.nodes()) {
            Input input = node.lock().orElseThrow().locked().input();
            try {
                Fetchers fetchers = state.world().fetchers();
                fetchers.store(fetchers.fetch(input), input);
            } catch (NixException e) {
                if (failure != null) {
                    state.world().report(failure.diagnostic());
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
