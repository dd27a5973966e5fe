package flakelab.flake;

import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.flake.LockFile.Edge;
import flakelab.flake.LockFile.Node;
import flakelab.hash.Hash;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `flake metadata` tells of a locked flake (CppNix `CmdFlakeMetadata`, `src/nix/flake.cc`).
public record Metadata(LockedFlake locked, Fetchers fetchers) {
    private static final DateTimeFormatter TIME = DateTimeFormatter
        .ofPattern("yyyy-MM-dd HH:mm:ss");

    private String path() {
        return fetchers.store().storeDir().print(locked.flake().storePath());
    }

    private Optional<String> fingerprint() {
        return locked.fingerprint(fetchers).map(Hash::toBase16);
    }

    /// As `--json` has it.
    public SortedMap<String, Object> toJson() {
        Flake flake = locked.flake();
        Input input = flake.locked().input();
        SortedMap<String, Object> json = new TreeMap<>();
        flake.description().ifPresent(text -> json.put("description", text));
        json.put("originalUrl", flake.original().toString());
        json.put("original", flake.original().attributes().values());
        json.put("resolvedUrl", flake.resolved().toString());
        json.put("resolved", flake.resolved().attributes().values());
        json.put("url", flake.locked().toString());
        json.put("locked", flake.locked().attributes().values());
        input.rev().ifPresent(rev -> json.put("revision", rev.toBase16()));
        input.attributes().text("dirtyRev").ifPresent(rev -> json.put("dirtyRevision", rev));
        input.revCount().ifPresent(count -> json.put("revCount", count));
        input.lastModified().ifPresent(time -> json.put("lastModified", time));
        json.put("path", path());
        json.put("locks", LockFileJson.write(locked.lockFile()).json());
        fingerprint().ifPresent(hash -> json.put("fingerprint", hash));
        return json;
    }

    /// As it is printed, with ANSI colours, each line ended; times of the flake itself in the given zone.
    public String toText(ZoneId zone) {
        Flake flake = locked.flake();
        Input input = flake.locked().input();
        StringBuilder out = new StringBuilder();
        line(out, "Resolved URL:  ", flake.resolved());
        if (input.isLocked(fetchers.settings())) {
            line(out, "Locked URL:    ", flake.locked());
        }
        flake.description().ifPresent(text -> line(out, "Description:   ", text));
        line(out, "Path:          ", path());
        input.rev().ifPresent(rev -> line(out, "Revision:      ", rev.toBase16()));
        input.attributes().text("dirtyRev").ifPresent(rev -> line(out, "Revision:      ", rev));
        input.revCount().ifPresent(count -> line(out, "Revisions:     ", count));
        input.lastModified()
            .ifPresent(time -> line(out, "Last modified: ",
                    TIME.format(Instant.ofEpochSecond(time).atZone(zone))));
        fingerprint().ifPresent(hash -> line(out, "Fingerprint:   ", hash));
        Node root = locked.lockFile().root();
        if (!root.inputs().isEmpty()) {
            out.append("\u001b[1mInputs:\u001b[0m\n");
        }
        Set<Node> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        visited.add(root);
        inputs(out, root, "", visited);
        return out.toString();
    }

    /// The title, which ends at its colon, is bold; the padding is not.
    private static void line(StringBuilder out, String title, Object value) {
        int end = title.indexOf(':') + 1;
        out.append("\u001b[1m")
            .append(title, 0, end)
            .append("\u001b[0m")
            .append(title.substring(end))
            .append(value)
            .append('\n');
    }

    private static void inputs(StringBuilder out, Node node, String prefix, Set<Node> visited) {
        node.inputs().forEach((name, edge) -> {
            boolean last = name.equals(node.inputs().lastKey());
            out.append(prefix)
                .append(last ? Branches.LAST : Branches.BRANCH)
                .append("\u001b[1m")
                .append(name)
                .append("\u001b[0m");
            switch (edge) {
                case Edge.Follows(List<String> path) ->
                    out.append(" follows input '").append(InputPath.print(path)).append("'\n");
                case Edge.Child(Node child) -> {
                    FlakeRef ref = child.lock().orElseThrow().locked();
                    out.append(": ").append(ref);
                    ref.input()
                        .lastModified()
                        .ifPresent(time -> out.append(" (")
                            .append(TIME
                                .format(Instant.ofEpochSecond(time).atOffset(ZoneOffset.UTC)))
                            .append(')'));
                    out.append('\n');
                    if (visited.add(child)) {
                        inputs(out, child, prefix + (last ? Branches.NONE : Branches.LINE),
                                visited);
                    }
                }
            }
        });
    }
}
