package flakelab.session.display;

import flakelab.fetch.Input;
import flakelab.flake.InputPath;
import flakelab.flake.LockFile;
import flakelab.flake.LockedFlake;
import flakelab.session.Display;
import flakelab.text.Latin1;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A flake's inputs as a table.
public final class InputTable {
    private InputTable() {}

    /// The flake's own inputs.
    public static Display own(LockedFlake flake, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        flake.lockFile().root().inputs().forEach((name, edge) -> rows.add(row(name, edge, now)));
        if (rows.isEmpty()) {
            return Display.text("This flake has no inputs.");
        }
        return Table.display(List.of("input", "asked for", "locked to", "narHash", "last modified"),
                rows);
    }

    /// All inputs, and whether an output needed them.
    public static Display used(LockedFlake flake, String output, Set<LockFile.Node> used,
            Instant now) {
        LockFile lock = flake.lockFile();
        List<List<String>> rows = new ArrayList<>();
        lock.inputs().forEach((path, edge) -> {
            if (edge instanceof LockFile.Edge.Child(LockFile.Node node)) {
                rows.add(unicode(List.of(InputPath.print(path), used.contains(node) ? "yes" : "no",
                        node.lock().map(known -> known.locked().toString()).orElse(""),
                        node.lock().map(known -> age(known.locked().input(), now)).orElse(""))));
            }
        });
        String words = Latin1.toUnicode(output) + " needed " + used.size() + " of " + rows.size()
                + (rows.size() == 1 ? " input." : " inputs.");
        if (rows.isEmpty()) {
            return Display.text("This flake has no inputs.");
        }
        Display table = Table.display(List.of("input", "needed", "locked to", "last modified"), rows);
        return Display.text(table.plain() + "\n" + words)
            .with(Display.HTML,
                    table.parts().get(Display.HTML) + "<p>" + Html.escape(words) + "</p>");
    }

    private static List<String> row(String name, LockFile.Edge edge, Instant now) {
        return unicode(switch (edge) {
            case LockFile.Edge.Follows(List<String> target) ->
                List.of(name, "follows " + InputPath.print(target), "", "", "");
            case LockFile.Edge.Child(LockFile.Node node) -> node.lock()
                .map(lock -> cells(name, lock, now))
                .orElse(List.of(name, "", "", "", ""));
        });
    }

    private static List<String> cells(String name, LockFile.Lock lock, Instant now) {
        Input input = lock.locked().input();
        return List.of(name + (lock.isFlake() ? "" : " (not a flake)"), lock.original().toString(),
                lock.locked().toString(), input.narHash().map(hash -> hash.toSri()).orElse(""),
                age(input, now));
    }

    private static String age(Input input, Instant now) {
        return input.lastModified().isPresent()
                ? Age.of(Instant.ofEpochSecond(input.lastModified().getAsLong()), now)
                : "";
    }

    private static List<String> unicode(List<String> cells) {
        return cells.stream().map(Latin1::toUnicode).toList();
    }
}
