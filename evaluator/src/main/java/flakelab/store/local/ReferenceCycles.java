package flakelab.store.local;

import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Refuses objects that refer to each other in a circle, which only outputs of one derivation can.
final class ReferenceCycles {
    private enum Visit {
        BEGUN, DONE
    }

    private final StoreDir dir;
    private final Map<StorePath, PathInfo> infos = new HashMap<>();
    private final Map<StorePath, Visit> visits = new HashMap<>();

    private ReferenceCycles(StoreDir dir, Collection<PathInfo> infos) {
        this.dir = dir;
        for (PathInfo info : infos) {
            this.infos.put(info.path(), info);
        }
    }

    static void refuse(StoreDir dir, Collection<PathInfo> infos) {
        if (infos.size() < 2) {
            return; // one that refers to itself is fine
        }
        ReferenceCycles cycles = new ReferenceCycles(dir, infos);
        for (PathInfo info : infos) {
            cycles.visit(info);
        }
    }

    private void visit(PathInfo info) {
        if (visits.putIfAbsent(info.path(), Visit.BEGUN) != null) {
            return;
        }
        for (StorePath reference : info.references()) {
            PathInfo next = infos.get(reference);
            if (next == null || reference.equals(info.path())) {
                continue;
            }
            if (visits.get(reference) == Visit.BEGUN) {
                throw LocalErrors.cycle(dir.print(reference), dir.print(info.path()));
            }
            visit(next);
        }
        visits.put(info.path(), Visit.DONE);
    }
}
