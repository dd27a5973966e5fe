package flakelab.store;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.SortedSet;
import java.util.TreeSet;

/// Sorts store paths so that each comes after those it refers to, and else by name (CppNix `topoSortPaths`, reversed).
final class ReferenceOrder {
    private final Store store;
    private final SortedSet<StorePath> within;
    private final SortedSet<StorePath> above = new TreeSet<>();
    private final SequencedSet<StorePath> done = new LinkedHashSet<>();

    ReferenceOrder(Store store, Collection<StorePath> paths) {
        this.store = store;
        this.within = new TreeSet<>(paths);
    }

    List<StorePath> sort() {
        for (StorePath path : within) {
            if (!done.contains(path)) {
                visit(path, path);
            }
        }
        return List.copyOf(done);
    }

    private void visit(StorePath path, StorePath parent) {
        if (!above.add(path)) {
            throw StoreErrors.error("cycle detected in the references of '%s' from '%s'",
                    store.storeDir().print(path), store.storeDir().print(parent));
        }
        store.query(path).ifPresent(info -> info.references().forEach(reference -> {
            if (!reference.equals(path) && within.contains(reference)
                    && !done.contains(reference)) {
                visit(reference, path);
            }
        }));
        above.remove(path);
        done.add(path);
    }
}
