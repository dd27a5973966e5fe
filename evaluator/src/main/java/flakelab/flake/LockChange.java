package flakelab.flake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/// One difference between two locks, as data; [LockFile#diff] prints them as Nix does.
public sealed interface LockChange {
    /// The input, from the flake on.
    List<String> path();

    record Added(List<String> path, LockFile.Edge edge) implements LockChange {}

    record Removed(List<String> path, LockFile.Edge edge) implements LockChange {}

    /// It leads elsewhere: to another lock, or it follows another input than before.
    record Moved(List<String> path, LockFile.Edge before, LockFile.Edge after) implements LockChange {}

    /// All differences, in the order of their paths.
    static List<LockChange> between(LockFile before, LockFile after) {
        SortedMap<List<String>, LockFile.Edge> old = before.inputs();
        SortedMap<List<String>, LockFile.Edge> now = after.inputs();
        Set<List<String>> paths = new HashSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<LockChange> changes = new ArrayList<>();
        for (List<String> path : paths.stream().sorted(InputPath.ORDER).toList()) {
            LockFile.Edge was = old.get(path);
            LockFile.Edge is = now.get(path);
            if (was == null && is != null) {
                changes.add(new Added(path, is));
            } else if (was != null && is == null) {
                changes.add(new Removed(path, was));
            } else if (was != null && is != null && !LockFile.same(was, is)) {
                changes.add(new Moved(path, was, is));
            }
        }
        return changes;
    }
}
