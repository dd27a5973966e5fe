package flakelab.session.display;

import flakelab.fetch.Input;
import flakelab.flake.InputPath;
import flakelab.flake.LockFile;
import flakelab.flake.LockedFlake;
import flakelab.session.Display;
import flakelab.text.Latin1;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A lock file as a tree, as `nix flake metadata` draws it (`src/nix/flake.cc`), and as folding HTML and a graph.
public final class LockTree {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
        .withZone(ZoneOffset.UTC);
    private static final String BOLD = "\u001b[1m";
    private static final String NORMAL = "\u001b[0m";

    private final StringBuilder text = new StringBuilder();
    private final Html html = new Html();
    private final StringBuilder graph = new StringBuilder("graph LR\n");
    private final Set<LockFile.Node> visited = new HashSet<>();

    private LockTree() {}

    /// The lines of the tree below the root, Latin-1 with ANSI bold names.
    public static String lines(LockFile file) {
        LockTree tree = new LockTree();
        tree.visited.add(file.root());
        tree.draw(file.root(), "", "root");
        return tree.text.toString();
    }

    public static Display display(LockedFlake flake) {
        LockTree tree = new LockTree();
        LockFile file = flake.lockFile();
        String name = flake.flake().locked().toString();
        tree.visited.add(file.root());
        tree.html.markup(Html.STYLE)
            .markup("<div class=\"fl\">")
            .markup("<div class=\"fl-item\">")
            .text(Latin1.toUnicode(name))
            .markup("</div>");
        tree.graph.append("  root([flake])\n");
        tree.draw(file.root(), "", "root");
        tree.html.markup("</div>");
        String plain = BOLD + Latin1.toUnicode(name) + NORMAL + "\n"
                + Latin1.toUnicode(tree.text.toString());
        return Display
            .text(file.root().inputs().isEmpty() ? plain + "no inputs" : plain.stripTrailing())
            .with(Display.HTML, tree.html.toString())
            .with(Display.MERMAID, tree.graph.toString());
    }

    private void draw(LockFile.Node node, String prefix, String path) {
        Iterator<Map.Entry<String, LockFile.Edge>> inputs = node.inputs().entrySet().iterator();
        while (inputs.hasNext()) {
            Map.Entry<String, LockFile.Edge> input = inputs.next();
            boolean last = !inputs.hasNext();
            String branch = prefix + (last
                    ? "\u00e2\u0094\u0094\u00e2\u0094\u0080\u00e2\u0094\u0080\u00e2\u0094\u0080"
                    : "\u00e2\u0094\u009c\u00e2\u0094\u0080\u00e2\u0094\u0080\u00e2\u0094\u0080");
            String inner = path + "/" + input.getKey();
            switch (input.getValue()) {
                case LockFile.Edge.Child(LockFile.Node child) -> {
                    child(branch, input.getKey(), child, path, inner);
                    boolean first = visited.add(child);
                    if (first) {
                        draw(child, prefix + (last ? "    " : "\u00e2\u0094\u0082   "), inner);
                    }
                    html.markup("</details>");
                }
                case LockFile.Edge.Follows(List<String> target) ->
                    follows(branch, input.getKey(), target, path);
            }
        }
    }

    private void child(String branch, String name, LockFile.Node node, String from, String path) {
        String what = node.lock()
            .map(lock -> lock.locked() + date(lock.locked().input()))
            .orElse("");
        text.append(branch)
            .append(BOLD)
            .append(name)
            .append(NORMAL)
            .append(": ")
            .append(what)
            .append('\n');
        html.markup("<details open><summary>")
            .span("name", Latin1.toUnicode(name))
            .text(": ")
            .text(Latin1.toUnicode(what))
            .markup("</summary>");
        edge(from, path, name, "-->");
    }

    private void follows(String branch, String name, List<String> target, String from) {
        String followed = InputPath.print(target);
        text.append(branch)
            .append(BOLD)
            .append(name)
            .append(NORMAL)
            .append(" follows input '")
            .append(followed)
            .append("'\n");
        html.markup("<div class=\"fl-item\">")
            .span("name", Latin1.toUnicode(name))
            .span("dim", " follows input '" + Latin1.toUnicode(followed) + "'")
            .markup("</div>");
        graph.append("  ")
            .append(id(from))
            .append(" -. ")
            .append(label(name))
            .append(" .-> ")
            .append(id("root/" + followed))
            .append('\n');
    }

    private void edge(String from, String to, String name, String arrow) {
        graph.append("  ")
            .append(id(from))
            .append(' ')
            .append(arrow)
            .append(' ')
            .append(id(to))
            .append("[\"")
            .append(label(name))
            .append("\"]\n");
    }

    /// Names in a graph's source: nothing but letters, digits and underscores.
    private static String id(String path) {
        return path.replaceAll("[^A-Za-z0-9]", "_");
    }

    private static String label(String name) {
        return name.replaceAll("[^A-Za-z0-9_. -]", "_");
    }

    private static String date(Input input) {
        return input.lastModified().isPresent()
                ? " (" + DATE.format(Instant.ofEpochSecond(input.lastModified().getAsLong())) + ")"
                : "";
    }

    /// The flake's own inputs as a table.
    public static Display inputs(LockedFlake flake) {
        List<List<String>> rows = new ArrayList<>();
        flake.lockFile().root().inputs().forEach((name, edge) -> rows.add(row(name, edge)));
        if (rows.isEmpty()) {
            return Display.text("This flake has no inputs.");
        }
        return Table.display(
                List.of("input", "asked for", "locked to", "narHash", "last modified (UTC)"), rows);
    }

    private static List<String> row(String name, LockFile.Edge edge) {
        List<String> cells = switch (edge) {
            case LockFile.Edge.Follows(List<String> target) ->
                List.of(name, "follows " + InputPath.print(target), "", "", "");
            case LockFile.Edge.Child(LockFile.Node node) ->
                node.lock().map(lock -> cells(name, lock)).orElse(List.of(name, "", "", "", ""));
        };
        return cells.stream().map(Latin1::toUnicode).toList();
    }

    private static List<String> cells(String name, LockFile.Lock lock) {
        Input input = lock.locked().input();
        String date = input.lastModified().isPresent()
                ? DATE.format(Instant.ofEpochSecond(input.lastModified().getAsLong()))
                : "";
        return List.of(name + (lock.isFlake() ? "" : " (not a flake)"), lock.original().toString(),
                lock.locked().toString(), input.narHash().map(hash -> hash.toSri()).orElse(""),
                date);
    }
}
