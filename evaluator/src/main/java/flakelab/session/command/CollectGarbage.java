package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.Settings;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.local.GarbageCollector;
import flakelab.store.local.GarbageCollector.Action;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
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
        COLLECT, DELETE, PRINT_LIVE, PRINT_DEAD, COUNT_DEAD, PRINT_ROOTS
    }

    /// Deletes all that nothing needs.
    public static CollectGarbage everything() {
        return new CollectGarbage(Wish.COLLECT, List.of(), false, Long.MAX_VALUE);
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        LocalStore store = local(state.world().store());
        if (action == Wish.PRINT_ROOTS) {
            printRoots(store, out);
            return;
        }
        var result = GarbageCollector.collect(store, options(state, switch (action) {
            case COLLECT -> Action.DELETE_DEAD;
            case DELETE -> Action.DELETE_SPECIFIC;
            case PRINT_LIVE -> Action.RETURN_LIVE;
            case PRINT_DEAD, COUNT_DEAD, PRINT_ROOTS -> Action.RETURN_DEAD;
        }));
        switch (action) {
            case PRINT_LIVE, PRINT_DEAD, PRINT_ROOTS -> result.paths().forEach(path -> out.accept(path + "\n"));
            case COUNT_DEAD ->
                out.accept(result.paths().size() + " store paths would be deleted\n");
            case COLLECT, DELETE -> out.accept(result.paths().size() + " store paths deleted, "
                    + Sizes.human(result.bytesFreed(), false) + " freed\n");
        }
    }

    private GarbageCollector.Options options(State state, Action what) {
        Set<StorePath> specific = new TreeSet<>();
        paths.forEach(path -> specific.add(StorePaths.follow(state, path)));
        Settings settings = state.settings();
        return new GarbageCollector.Options(what, specific, ignoreLiveness, maxFreed,
                settings.get(StandardSettings.KEEP_OUTPUTS),
                settings.get(StandardSettings.KEEP_DERIVATIONS));
    }

    private static void printRoots(LocalStore store, Consumer<String> out) {
        SortedSet<String> lines = new TreeSet<>();
        GarbageCollector.roots(store)
            .forEach((target, links) -> links.forEach(
                    link -> lines.add('"' + link + "\" -> " + store.storeDir().print(target) + "\n")));
        lines.forEach(out);
    }

    /// `nix store delete`: as `DELETE`, of what installables give.
    public record Delete(StorePaths paths, boolean ignoreLiveness) implements Job {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            List<String> found = paths.find(state, console, false)
                .stream()
                .map(path -> Latin1.toUnicode(state.world().store().storeDir().print(path)))
                .toList();
            new CollectGarbage(Wish.DELETE, found, ignoreLiveness, Long.MAX_VALUE).run(state, out,
                    console);
        }
    }

    /// Of a store on this machine garbage can be collected.
    static LocalStore local(Store store) {
        if (store instanceof LocalStore local) {
            return local;
        }
        throw SessionErrors.error(Emphasis
            .format("Garbage collection not supported by store '%s'", store.uri()));
    }

    /// The links by which paths are kept, as the settings say what keeps what.
    static void printRoots(State state, Collection<StorePath> paths, Consumer<String> out) {
        LocalStore store = local(state.world().store());
        Set<StorePath> needers = GarbageCollector.needers(store, paths,
                everything().options(state, Action.RETURN_LIVE));
        GarbageCollector.roots(store).forEach((target, links) -> {
            if (needers.contains(target)) {
                links.forEach(link -> out
                    .accept(link + " -> " + store.storeDir().print(target) + "\n"));
            }
        });
    }
}
