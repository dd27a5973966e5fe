package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import flakelab.store.StorePath;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Profile;
import flakelab.text.Emphasis;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix copy` (CppNix `src/nix/copy.cc`); the store copied from is the session's own.
///
/// @param to              the address of the store to copy to
/// @param checkSignatures take only what trusted keys have signed
/// @param outLink         links to make to what was asked for
/// @param profile         a profile to make what was asked for the next generation of
public record CopyPaths(StorePaths paths, String to, boolean checkSignatures,
        Optional<String> outLink, Optional<String> profile) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store source = state.world().store();
        List<StorePath> found = paths.find(state, console, true);
        try (Store destination = state.world().open(to)) {
            // Only a store on this machine asks who signed what it takes.
            StoreCopy.closure(source, destination, found,
                    checkSignatures && state.world().requiresSignatures(destination, to)
                            ? state.world().builds().trustedKeys()
                            : Optional.empty());
            if (state.settings().enabled("ca-derivations")) {
                paths.realisations(state).forEach(destination::register);
            }
            if (profile.isPresent() && destination instanceof LocalStore local) {
                profile(state, local, profile.get(), console);
            }
            if (outLink.isPresent()) {
                if (!(destination instanceof LocalStore local)) {
                    throw SessionErrors
                        .error("'--out-link' is not supported for this Nix store");
                }
                link(state, local, outLink.get(), console);
            }
        }
    }

    private void profile(State state, LocalStore destination, String link, Console console) {
        List<StorePath> roots = paths.roots().find(state, console, true);
        if (roots.size() != 1) {
            throw SessionErrors.error(Emphasis.format("'--profile' requires that the arguments "
                    + "produce a single store path, but there are %s", roots.size()));
        }
        new Profile(destination, state.directory().resolve(link), line -> console.err(line + "\n"))
            .update(roots.getFirst());
    }

    private void link(State state, LocalStore destination, String link, Console console) {
        List<StorePath> roots = paths.roots().find(state, console, true);
        for (int i = 0; i < roots.size(); i++) {
            destination.addPermanentRoot(roots.get(i),
                    state.directory().resolve(i == 0 ? link : link + "-" + i));
        }
    }
}
