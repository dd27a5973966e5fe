package flakelab.session.display;

import flakelab.fetch.Input;
import flakelab.flake.Duplicates;
import flakelab.flake.InputPath;
import flakelab.flake.LockFile;
import flakelab.flake.LockedFlake;
import flakelab.session.Display;
import flakelab.text.Latin1;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

    private final Instant now;

    private LockTree(Instant now) {
        this.now = now;
    }

    /// The tree with the age of every input, and what is in it more than once.
    ///
    /// @param now what ages are counted from
    public static Display display(LockedFlake flake, Instant now) {
        LockTree tree = new LockTree(now);
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
        tree.duplicates(Duplicates.of(file));
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

    /// Tells of inputs that are there more than once, and the lines that make one of them.
    private void duplicates(List<Duplicates> all) {
        for (Duplicates one : all) {
            String words = one.upstream() + " is there " + one.times()
                    + " times; in flake.nix, this makes one of them:";
            text.append('\n').append(words).append('\n');
            html.markup("<div class=\"fl\">").text(Latin1.toUnicode(words)).markup("<pre>");
            for (String line : one.cures()) {
                text.append("  ").append(line).append('\n');
                html.text(Latin1.toUnicode(line) + "\n");
            }
            html.markup("</pre></div>");
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

    private String date(Input input) {
        if (input.lastModified().isEmpty()) {
            return "";
        }
        Instant then = Instant.ofEpochSecond(input.lastModified().getAsLong());
        return " (" + DATE.format(then) + ", " + Age.of(then, now) + ")";
    }
}
