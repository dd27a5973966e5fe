package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import flakelab.store.StorePath;
import flakelab.store.local.LocalStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix copy` (CppNix `src/nix/copy.cc`); the store copied from is the session's own.
///
/// @param to              the address of the store to copy to
/// @param checkSignatures take only what trusted keys have signed
/// @param outLink         links to make to what was asked for
public record CopyPaths(StorePaths paths, String to, boolean checkSignatures,
        Optional<String> outLink) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store source = state.world().store();
        List<StorePath> found = paths.find(state, console, true);
        try (Store destination = state.world().open(to)) {
            StoreCopy.closure(source, destination, found, checkSignatures
                    ? state.world().builds().trustedKeys()
                    : Optional.empty());
            if (outLink.isPresent()) {
                if (!(destination instanceof LocalStore local)) {
                    throw SessionErrors
                        .error("'--out-link' is not supported for this Nix store");
                }
                link(state, local, outLink.get(), console);
            }
        }
    }

    private void link(State state, LocalStore destination, String link, Console console) {
        List<StorePath> roots = paths.roots().find(state, console, true);
        for (int i = 0; i < roots.size(); i++) {
            destination.addPermanentRoot(roots.get(i),
                    state.directory().resolve(i == 0 ? link : link + "-" + i));
        }
    }
}
