package flakelab.session.command;

import flakelab.nar.Tree;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Latin1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix why-depends` (CppNix `src/nix/why-depends.cc`): the way from a path to one in its closure.
///
/// @param all     every way, not only a shortest
/// @param precise also the files that refer to the next path
public record WhyDepends(StorePaths package_, StorePaths dependency, boolean all,
        boolean precise) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        StorePath from = package_.one(state, console);
        Optional<StorePath> to = dependency.oneKnown(state);
        if (to.isEmpty() || !store.closure(List.of(from)).contains(to.get())) {
            console.err("'" + package_.words() + "' does not depend on '" + dependency.words()
                    + "'\n");
            return;
        }
        new Search(store, from, to.get(), this, out).print();
    }

    /// What is known of a path of the closure: what refers to it and how far it is from the dependency.
    private static final class Node {
        private final StorePath path;
        private final SortedSet<StorePath> references;
        private final SortedSet<StorePath> referrers = new TreeSet<>();
        private int distance = Integer.MAX_VALUE;
        private boolean visited;

        Node(Store store, StorePath path) {
            this.path = path;
            this.references = new TreeSet<>(store.require(path).references());
        }
    }

    private static final class Search {
        private static final String GREY = "\u001b[38;5;244m";
        private static final String NORMAL = "\u001b[0m";

        private final Store store;
        private final StorePath from;
        private final StorePath to;
        private final WhyDepends how;
        private final Consumer<String> out;
        private final Map<StorePath, Node> graph = new HashMap<>();

        Search(Store store, StorePath from, StorePath to, WhyDepends how, Consumer<String> out) {
            this.store = store;
            this.from = from;
            this.to = to;
            this.how = how;
            this.out = out;
            SortedSet<StorePath> closure = store.closure(List.of(from));
            closure.forEach(path -> graph.put(path, new Node(store, path)));
            closure.forEach(path -> node(path).references
                .forEach(reference -> node(reference).referrers.add(path)));
        }

        private Node node(StorePath path) {
            return Optional.ofNullable(graph.get(path)).orElseThrow();
        }

        void print() {
            measure();
            if (!how.precise) {
                line("", store.storeDir().print(from));
            }
            show(node(from), "", "");
        }

        /// Breadth first, from the dependency along what refers to it.
        private void measure() {
            PriorityQueue<Node> queue = new PriorityQueue<>(
                    Comparator.comparingInt(node -> node.distance));
            node(to).distance = 0;
            queue.add(node(to));
            while (!queue.isEmpty()) {
                Node node = queue.remove();
                for (StorePath referrer : node.referrers) {
                    Node next = node(referrer);
                    if (node.distance + 1 < next.distance) {
                        next.distance = node.distance + 1;
                        queue.add(next);
                    }
                }
            }
        }

        private void line(String before, String text) {
            out.accept(before + text + "\n");
        }

        /// Shows a path and what of it leads on; true when the dependency was reached and that is enough.
        private boolean show(Node node, String first, String rest) {
            if (how.precise) {
                line(first, (node.visited ? GREY : "") + (first.isEmpty() ? "" : Latin1.ofUnicode("→ "))
                        + store.storeDir().print(node.path) + NORMAL);
            }
            if (node.path.equals(to) && !how.all && !from.equals(to)) {
                return true;
            }
            if (node.visited) {
                return false;
            }
            if (how.precise) {
                node.visited = true;
            }
            List<Node> next = nearestFirst(node);
            Map<String, List<String>> hits = how.precise ? hits(node, next) : Map.of();
            for (int i = 0; i < next.size(); i++) {
                boolean last = !how.all || i + 1 == next.size();
                showHits(hits.getOrDefault(next.get(i).path.hashPart(), List.of()), rest, last);
                if (!how.precise) {
                    line(first, (next.get(i).visited ? GREY : "") + StoreGraph.Branches.first(last)
                            + store.storeDir().print(next.get(i).path) + NORMAL);
                    node.visited = true;
                }
                String below = rest + StoreGraph.Branches.rest(last);
                if (show(next.get(i), below, below)) {
                    return true;
                }
            }
            return false;
        }

        private void showHits(List<String> hits, String rest, boolean last) {
            for (String hit : hits) {
                boolean first = hit.equals(hits.getFirst());
                line(rest, (first
                        ? StoreGraph.Branches.first(last)
                        : StoreGraph.Branches.rest(last)) + hit);
                if (!how.all) {
                    return;
                }
            }
        }

        private List<Node> nearestFirst(Node node) {
            List<Node> next = new ArrayList<>();
            for (StorePath reference : node.references) {
                boolean self = reference.equals(node.path) && !from.equals(to);
                if (!self && node(reference).distance < Integer.MAX_VALUE) {
                    next.add(node(reference));
                }
            }
            next.sort(Comparator.comparingInt(it -> it.distance));
            return next;
        }

        private Map<String, List<String>> hits(Node node, List<Node> next) {
            SortedMap<String, List<String>> hits = new TreeMap<>();
            Set<String> hashes = new HashSet<>();
            next.forEach(it -> hashes.add(it.path.hashPart()));
            try {
                scan(store.tree(node.path), "", hashes, hits);
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
            return hits;
        }

        private void scan(Tree tree, String path, Set<String> hashes,
                Map<String, List<String>> hits) throws IOException {
            String shown = path.isEmpty() ? "/" : path.substring(1);
            switch (tree.type()) {
                case DIRECTORY -> {
                    for (Map.Entry<String, Tree> entry : tree.list().entrySet()) {
                        scan(entry.getValue(), path + "/" + entry.getKey(), hashes, hits);
                    }
                }
                case REGULAR -> {
                    String content = new String(tree.readFile(), StandardCharsets.ISO_8859_1);
                    for (String hash : hashes) {
                        int at = content.indexOf(hash);
                        if (at >= 0) {
                            add(hits, hash, shown + ": " + Latin1.ofUnicode("…")
                                    + excerpt(content, at, hash) + Latin1.ofUnicode("…"));
                        }
                    }
                }
                case SYMLINK -> {
                    String target = tree.readLink();
                    for (String hash : hashes) {
                        int at = target.indexOf(hash);
                        if (at >= 0) {
                            add(hits, hash, shown + " -> " + coloured(target, at, hash));
                        }
                    }
                }
            }
        }

        private static void add(Map<String, List<String>> hits, String hash, String text) {
            hits.computeIfAbsent(hash, _ -> new ArrayList<>()).add(text);
        }

        private static final int MARGIN = 32;

        private String excerpt(String content, int at, String hash) {
            int start = Math.max(0, at - MARGIN);
            String around = content.substring(start,
                    Math.min(content.length(), at + hash.length() + MARGIN));
            return coloured(around.replaceAll("[^ -~]", "."), at - start, hash);
        }

        private String coloured(String text, int at, String hash) {
            String colour = hash.equals(to.hashPart()) ? "\u001b[32;1m" : "\u001b[34;1m";
            int end = at + hash.length();
            return text.substring(0, at) + colour + text.substring(at, end) + NORMAL
                    + text.substring(end);
        }
    }
}
