package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import java.util.List;
import java.util.function.Consumer;

/// `nix-store --check-validity`, and with no paths `nix-store --init`: it only makes the store.
///
/// @param printInvalid print paths that are not valid instead of failing
public record CheckStore(List<String> paths, boolean printInvalid) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        if (store instanceof LocalStore local) {
            local.initialise();
        }
        for (String word : paths) {
            StorePath path = StorePaths.follow(state, word);
            if (!store.isValid(path)) {
                String printed = store.storeDir().print(path);
                if (!printInvalid) {
                    throw SessionErrors
                        .error(Emphasis.format("path '%s' is not valid", printed));
                }
                out.accept(printed + "\n");
            }
        }
    }
}
