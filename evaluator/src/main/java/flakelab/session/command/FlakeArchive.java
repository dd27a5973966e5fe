package flakelab.session.command;

import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.fetch.Json;
import flakelab.flake.LockFile.Edge;
import flakelab.flake.LockFile.Lock;
import flakelab.flake.LockFile.Node;
import flakelab.flake.LockedFlake;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StoreCopy;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix flake archive`: a flake's source and those of all its inputs in a store (CppNix `CmdFlakeArchive`,
/// `src/nix/flake.cc`).
///
/// @param to              the store they are copied to; empty: only fetched into the session's own
/// @param dryRun          only say which they are
/// @param checkSignatures copy only what trusted keys have signed
public record FlakeArchive(String reference, Locking locking, Optional<String> to, boolean json,
        boolean pretty, boolean dryRun, boolean checkSignatures) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        LockedFlake locked = state.flakes()
            .lock(state.flakes().plainReference(reference), locking.flags(state));
        Store store = state.world().store();
        StorePath own = locked.flake().storePath();
        SortedSet<StorePath> sources = new TreeSet<>(List.of(own));
        Object inputs = inputs(state, locked.lockFile().root(), sources);
        if (json) {
            String text = Json
                .write(new TreeMap<>(Map.of("path", store.storeDir().print(own), "inputs", inputs)));
            out.accept((pretty ? Documents.pretty(text) : text) + "\n");
        }
        if (!dryRun && to.isPresent()) {
            try (Store destination = state.world().open(to.get())) {
                StoreCopy.closure(store, destination, sources, checkSignatures
                        ? state.world().builds().trustedKeys()
                        : Optional.empty());
            }
        }
    }

    /// The inputs of a node as JSON; those that follow others are left out.
    private SortedMap<String, Object> inputs(State state, Node node,
            SortedSet<StorePath> sources) {
        SortedMap<String, Object> found = new TreeMap<>();
        node.inputs().forEach((name, edge) -> {
            if (edge instanceof Edge.Child(Node child)) {
                SortedMap<String, Object> object = new TreeMap<>();
                child.lock().flatMap(lock -> source(state, lock)).ifPresent(path -> {
                    sources.add(path);
                    object.put("path", state.world().store().storeDir().print(path));
                });
                object.put("inputs", inputs(state, child, sources));
                found.put(name, object);
            }
        });
        return found;
    }

    /// An input's source; empty for one that lies in its flake's own.
    private Optional<StorePath> source(State state, Lock lock) {
        Input input = lock.locked().input();
        if (input.relativePath().isPresent()) {
            return Optional.empty();
        }
        Fetchers fetchers = state.world().fetchers();
        return Optional.of(dryRun
                ? input.storePath(state.world().store().storeDir())
                : fetchers.store(fetchers.fetch(input), input).path());
    }
}
