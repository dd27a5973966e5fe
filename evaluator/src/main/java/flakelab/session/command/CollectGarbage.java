package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.local.GarbageCollector;
import flakelab.store.local.GarbageCollector.Action;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix store gc`, `nix store delete`, `nix-store --gc|--delete`, `nix-collect-garbage`.
///
/// @param action         what to do with what nothing needs
/// @param paths          for `DELETE`: what to delete
/// @param ignoreLiveness delete also what roots keep
/// @param maxFreed       bytes after which to stop
public record CollectGarbage(Wish action, List<String> paths, boolean ignoreLiveness,
        long maxFreed) implements Job {
    public enum Wish {
        COLLECT, DELETE, PRINT_LIVE, PRINT_DEAD, COUNT_DEAD
    }

    /// Deletes all that nothing needs.
    public static CollectGarbage everything() {
        return new CollectGarbage(Wish.COLLECT, List.of(), false, Long.MAX_VALUE);
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        if (!(store instanceof LocalStore local)) {
            throw SessionErrors.error(Emphasis.format(
                    "Garbage collection not supported by store '%s'", store.uri()));
        }
        Set<StorePath> specific = new TreeSet<>();
        paths.forEach(path -> specific.add(StorePaths.follow(state, path)));
        var result = GarbageCollector.collect(local, new GarbageCollector.Options(
                switch (action) {
                    case COLLECT -> Action.DELETE_DEAD;
                    case DELETE -> Action.DELETE_SPECIFIC;
                    case PRINT_LIVE -> Action.RETURN_LIVE;
                    case PRINT_DEAD, COUNT_DEAD -> Action.RETURN_DEAD;
                }, specific, ignoreLiveness, maxFreed,
                state.settings().get(StandardSettings.KEEP_OUTPUTS),
                state.settings().get(StandardSettings.KEEP_DERIVATIONS)));
        switch (action) {
            case PRINT_LIVE, PRINT_DEAD -> result.paths().forEach(path -> out.accept(path + "\n"));
            case COUNT_DEAD ->
                out.accept(result.paths().size() + " store paths would be deleted\n");
            case COLLECT, DELETE -> out.accept(result.paths().size() + " store paths deleted, "
                    + Sizes.human(result.bytesFreed(), false) + " freed\n");
        }
    }
}
