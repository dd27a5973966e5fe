package flakelab.flake;

import flakelab.fetch.FetchSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The graph of a flake's inputs: what was asked for and what that was when it was locked
/// (CppNix `src/libflake/lockfile.cc`). Its text form is [LockFileJson]'s business.
public final class LockFile {
    private final Node root = new Node(Optional.empty());

    /// A node: the flake itself, which has no lock, or an input. Nodes are distinct even if they say the same.
    public static final class Node {
        private final SortedMap<String, Edge> inputs = new TreeMap<>();
        private final Optional<Lock> lock;

        Node(Optional<Lock> lock) {
            this.lock = lock;
        }

        /// The inputs by name.
        public SortedMap<String, Edge> inputs() {
            return inputs;
        }

        public Optional<Lock> lock() {
            return lock;
        }
    }

    /// What is known of a locked input.
    ///
    /// @param locked   exactly what to fetch
    /// @param original what the flake asked for
    /// @param parent   for inputs relative to the flake they are in: the path to that flake
    public record Lock(FlakeRef locked, FlakeRef original, boolean isFlake,
            Optional<List<String>> parent) {}

    /// Where an input leads.
    public sealed interface Edge {
        record Child(Node node) implements Edge {}

        /// It is another input, named by its path from the root.
        record Follows(List<String> path) implements Edge {}
    }

    public Node root() {
        return root;
    }

    /// The node an input path leads to, through whatever its inputs follow.
    ///
    /// @throws FlakeException if they follow each other in a circle
    public Optional<Node> find(List<String> path) {
        return find(path, new ArrayList<>());
    }

    private Optional<Node> find(List<String> path, List<List<String>> visited) {
        int seen = visited.indexOf(path);
        if (seen >= 0) {
            List<String> cycle = new ArrayList<>();
            visited.subList(seen, visited.size()).forEach(step -> cycle.add(InputPath.print(step)));
            cycle.add(InputPath.print(path));
            throw FlakeErrors.followCycle(cycle);
        }
        visited.add(path);
        Node node = root;
        for (String name : path) {
            switch (node.inputs.get(name)) {
                case null -> {
                    return Optional.empty();
                }
                case Edge.Child(Node child) -> node = child;
                case Edge.Follows(List<String> target) -> {
                    Optional<Node> next = find(target, visited);
                    if (next.isEmpty()) {
                        return next;
                    }
                    node = next.get();
                }
            }
        }
        return Optional.of(node);
    }

    /// All inputs by their paths, each node's own inputs only at the first path that leads to it.
    public SortedMap<List<String>, Edge> inputs() {
        SortedMap<List<String>, Edge> found = new TreeMap<>(InputPath.ORDER);
        collect(List.of(), root, found, Collections.newSetFromMap(new IdentityHashMap<>()));
        return found;
    }

    private static void collect(List<String> prefix, Node node, Map<List<String>, Edge> found,
            Set<Node> done) {
        if (!done.add(node)) {
            return;
        }
        node.inputs.forEach((name, edge) -> {
            List<String> path = InputPath.append(prefix, name);
            found.put(path, edge);
            if (edge instanceof Edge.Child(Node child)) {
                collect(path, child, found, done);
            }
        });
    }

    /// All nodes but the root, each once.
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        inputs().values().forEach(edge -> {
            if (edge instanceof Edge.Child(Node child)
                    && nodes.stream().noneMatch(node -> node == child)) {
                nodes.add(child);
            }
        });
        return nodes;
    }

    /// Refuses inputs that follow nothing, or each other.
    void check() {
        inputs().forEach((path, edge) -> {
            if (edge instanceof Edge.Follows(List<String> target) && !target.isEmpty()
                    && find(target).isEmpty()) {
                throw FlakeErrors.followsNothing(InputPath.print(path), InputPath.print(target));
            }
        });
    }

    /// An input that may change although it is locked; a lock file with such a one is not written.
    Optional<FlakeRef> unlocked(FetchSettings settings) {
        for (Node node : nodes()) {
            FlakeRef ref = node.lock.orElseThrow().locked();
            boolean locked = ref.input().isLocked(settings)
                    || settings.allowDirtyLocks() && ref.input().narHash().isPresent();
            if ((!locked || !ref.input().isFinal()) && ref.input().relativePath().isEmpty()) {
                return Optional.of(ref);
            }
        }
        return Optional.empty();
    }

    // What changed

    /// The list of changes from one lock to another, as commands print it, with ANSI colours; empty if there are none.
    public static String diff(LockFile before, LockFile after) {
        StringBuilder lines = new StringBuilder();
        for (LockChange change : LockChange.between(before, after)) {
            String name = InputPath.print(change.path());
            lines.append(switch (change) {
                case LockChange.Added(_, Edge edge) ->
                    bullet("\u001b[32;1mAdded input '" + name + "':") + "    " + describe(edge) + "\n";
                case LockChange.Removed _ -> bullet("\u001b[31;1mRemoved input '" + name + "'");
                case LockChange.Moved(_, Edge was, Edge is) ->
                    bullet("\u001b[1mUpdated input '" + name + "':") + "    " + describe(was)
                            + "\n  \u00e2\u0086\u0092 " + describe(is) + "\n";
            });
        }
        return lines.toString();
    }

    private static String bullet(String text) {
        return "\u00e2\u0080\u00a2 " + text + "\u001b[0m\n";
    }

    static boolean same(Edge a, Edge b) {
        return a instanceof Edge.Child(Node one) && b instanceof Edge.Child(Node other)
                ? one.lock.orElseThrow().locked().equals(other.lock.orElseThrow().locked())
                : a instanceof Edge.Follows && a.equals(b);
    }

    /// `'url' (date)` or `follows 'path'`.
    public static String describe(Edge edge) {
        return switch (edge) {
            case Edge.Child(Node node) -> describe(node.lock.orElseThrow().locked());
            case Edge.Follows(List<String> path) -> "follows '" + InputPath.print(path) + "'";
        };
    }

    private static String describe(FlakeRef ref) {
        String quoted = "'" + ref + "'";
        return ref.input().lastModified().isEmpty()
                ? quoted
                : quoted + " (" + DateTimeFormatter.ISO_LOCAL_DATE.format(Instant
                    .ofEpochSecond(ref.input().lastModified().getAsLong())
                    .atOffset(ZoneOffset.UTC)) + ")";
    }

    /// Whether both say the same, written out.
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof LockFile file
                && LockFileJson.write(this).text().equals(LockFileJson.write(file).text());
    }

    @Override
    public int hashCode() {
        return LockFileJson.write(this).text().hashCode();
    }
}
