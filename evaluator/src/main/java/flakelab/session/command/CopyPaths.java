package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix copy` (CppNix `src/nix/copy.cc`); the store copied from is the session's own.
///
/// @param to     the address of the store to copy to; empty: this machine's
/// @param checkSignatures take only what trusted keys have signed
public record CopyPaths(StorePaths paths, Optional<String> to, String from,
        boolean checkSignatures) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        if (to.isEmpty() && from.isEmpty()) {
            throw SessionErrors.usage("you must pass '--from' and/or '--to'");
        }
        Store source = state.world().store();
        var found = paths.find(state, console, true);
        try (Store destination = state.world().open(to.orElse("auto"))) {
            StoreCopy.closure(source, destination, found, checkSignatures
                    ? state.world().builds().trustedKeys()
                    : Optional.empty());
        }
    }
}
