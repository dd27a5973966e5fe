package flakelab.session.command;

import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Latin1;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What store paths refer to, drawn as text, for Graphviz or as GraphML (CppNix `src/nix/nix-store/dotgraph.cc`,
/// `graphml.cc`, `printTree`).
final class StoreGraph {
    private static final String[] COLOURS = {"black", "red", "green", "blue", "magenta",
            "burlywood"};

    private final Store store;
    private final StringBuilder text = new StringBuilder();
    private int colour;

    StoreGraph(Store store) {
        this.store = store;
    }

    String tree(List<StorePath> roots) {
        Set<StorePath> done = new HashSet<>();
        roots.forEach(root -> branch(root, "", "", done));
        return text.toString();
    }

    private void branch(StorePath path, String first, String rest, Set<StorePath> done) {
        text.append(first).append(store.storeDir().print(path));
        if (!done.add(path)) {
            text.append(" [...]\n");
            return;
        }
        text.append('\n');
        // References first keeps the tree flat.
        List<StorePath> references = store.sorted(store.require(path).references());
        for (int i = 0; i < references.size(); i++) {
            boolean last = i + 1 == references.size();
            branch(references.get(i), rest + Branches.first(last), rest + Branches.rest(last),
                    done);
        }
    }

    String dot(Collection<StorePath> roots) {
        text.append("digraph G {\n");
        walk(roots, info -> {
            text.append('"').append(info.path().baseName()).append("\" [label = \"");
            text.append(info.path().name());
            text.append("\", shape = box, style = filled, fillcolor = \"#ff0000\"];\n");
        }, (from, to) -> {
            text.append('"').append(to.baseName()).append("\" -> \"").append(from.baseName());
            text.append("\" [color = \"").append(COLOURS[colour++ % COLOURS.length]).append("\"];\n");
        });
        return text.append("}\n").toString();
    }

    String graphMl(Collection<StorePath> roots) {
        text.append("""
                <?xml version='1.0' encoding='utf-8'?>
                <graphml xmlns='http://graphml.graphdrawing.org/xmlns'
                    xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'
                    xsi:schemaLocation='http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd'>
                <key id='narSize' for='node' attr.name='narSize' attr.type='long'/>\
                <key id='name' for='node' attr.name='name' attr.type='string'/>\
                <key id='type' for='node' attr.name='type' attr.type='string'/>\
                <graph id='G' edgedefault='directed'>
                """);
        walk(roots, this::node, (from, to) -> text.append("  <edge source=\"")
            .append(from.baseName())
            .append("\" target=\"")
            .append(to.baseName())
            .append("\"/>\n"));
        return text.append("</graph>\n</graphml>\n").toString();
    }

    private void node(PathInfo info) {
        StorePath path = info.path();
        // The name ends, as CppNix's, behind its first dash.
        String name = path.name().substring(0, path.name().indexOf('-') + 1);
        text.append("  <node id=\"").append(path.baseName()).append("\">\n");
        text.append("    <data key=\"narSize\">").append(info.narSize()).append("</data>\n");
        text.append("    <data key=\"name\">").append(name).append("</data>\n");
        text.append("    <data key=\"type\">");
        text.append(path.isDerivation() ? "derivation" : "output-path").append("</data>\n");
        text.append("  </node>\n");
    }

    @FunctionalInterface
    private interface Edge {
        void draw(StorePath from, StorePath to);
    }

    private void walk(Collection<StorePath> roots, java.util.function.Consumer<PathInfo> node,
            Edge edge) {
        SortedSet<StorePath> left = new TreeSet<>(roots);
        Set<StorePath> done = new HashSet<>();
        while (!left.isEmpty()) {
            StorePath path = left.removeFirst();
            if (!done.add(path)) {
                continue;
            }
            PathInfo info = store.require(path);
            node.accept(info);
            for (StorePath reference : new TreeSet<>(info.references())) {
                if (!reference.equals(path)) {
                    left.add(reference);
                    edge.draw(path, reference);
                }
            }
        }
    }

    /// The lines of a tree drawn as text.
    static final class Branches {
        private static final String LAST = Latin1.ofUnicode("└───");
        private static final String CONNECTION = Latin1.ofUnicode("├───");
        private static final String LINE = Latin1.ofUnicode("│   ");
        private static final String NOTHING = "    ";

        private Branches() {}

        /// What stands before a child.
        static String first(boolean last) {
            return last ? LAST : CONNECTION;
        }

        /// What stands before a child's further lines.
        static String rest(boolean last) {
            return last ? NOTHING : LINE;
        }
    }
}
