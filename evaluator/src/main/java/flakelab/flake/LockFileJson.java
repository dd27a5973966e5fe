package flakelab.flake;

import flakelab.fetch.Attributes;
import flakelab.fetch.FetchSettings;
import flakelab.fetch.Json;
import flakelab.fetch.Log;
import flakelab.flake.LockFile.Edge;
import flakelab.flake.LockFile.Lock;
import flakelab.flake.LockFile.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Lock files as text: version 7 is written, with CppNix's bytes; 5 to 7 are read.
public final class LockFileJson {
    private LockFileJson() {}

    // Writing

    /// A lock file as a JSON value, and the name each node got in it.
    public record Written(SortedMap<String, Object> json, Map<Node, String> names) {
        /// Indented by two, without a newline at the end.
        public String text() {
            return Json.writeIndented(json);
        }
    }

    public static Written write(LockFile file) {
        SortedMap<String, Object> nodes = new TreeMap<>();
        Map<Node, String> names = new IdentityHashMap<>();
        String root = write("root", file.root(), nodes, names, new HashSet<>());
        SortedMap<String, Object> json = new TreeMap<>();
        json.put("nodes", nodes);
        json.put("root", root);
        json.put("version", 7L);
        return new Written(json, names);
    }

    /// Writes a node and what it leads to; it is named after its input, with a number if that is taken.
    private static String write(String wanted, Node node, Map<String, Object> nodes,
            Map<Node, String> names,
            Set<String> taken) {
        String known = names.get(node);
        if (known != null) {
            return known;
        }
        String name = wanted;
        for (int n = 2; !taken.add(name); n++) {
            name = wanted + "_" + n;
        }
        names.put(node, name);
        SortedMap<String, Object> object = new TreeMap<>();
        if (!node.inputs().isEmpty()) {
            SortedMap<String, Object> inputs = new TreeMap<>();
            node.inputs().forEach((id, edge) -> inputs.put(id, switch (edge) {
                case Edge.Child(Node child) -> write(id, child, nodes, names, taken);
                case Edge.Follows(List<String> path) -> path;
            }));
            object.put("inputs", inputs);
        }
        node.lock().ifPresent(lock -> {
            object.put("original", lock.original().attributes().values());
            object.put("locked", lock.locked().attributes().without("__final").values());
            if (!lock.isFlake()) {
                object.put("flake", false);
            }
            lock.parent().ifPresent(parent -> object.put("parent", parent));
        });
        nodes.put(name, object);
        return name;
    }

    // Reading

    /// Reads a lock file.
    ///
    /// @param shown what messages call the file
    /// @throws flakelab.text.NixException if it is broken, of an unknown version, or holds what is not locked
    public static LockFile read(String text, String shown, FetchSettings settings, Log log) {
        Object json;
        try {
            json = Json.parse(text);
        } catch (Json.SyntaxException e) {
            throw FlakeErrors.error("Could not parse '%s': %s", shown,
                    String.valueOf(e.getMessage()));
        }
        long version = Json.member(json, "version").orElse(0L) instanceof Long number ? number : 0;
        if (version < 5 || version > 7) {
            throw FlakeErrors.error("lock file '%s' has unsupported version %s", shown, version);
        }
        return new Reader(Json.items(Json.items(json).get("nodes")), settings, log, shown)
            .read(Json.items(json).get("root"));
    }

    private record Reader(SortedMap<String, Object> nodes, FetchSettings settings, Log log,
            String shown,
            Map<String, Node> read) {
        Reader(SortedMap<String, Object> nodes, FetchSettings settings, Log log, String shown) {
            this(nodes, settings, log, shown, new HashMap<>());
        }

        LockFile read(@org.jspecify.annotations.Nullable Object rootName) {
            String root = text(rootName, "root");
            LockFile file = new LockFile();
            read.put(root, file.root());
            inputs(file.root(), nodes.get(root), file.root());
            return file;
        }

        private String text(@org.jspecify.annotations.Nullable Object value, String what) {
            if (value instanceof String text) {
                return text;
            }
            throw FlakeErrors.error("Could not parse '%s': %s", shown,
                    "'" + what + "' is not a string");
        }

        private void inputs(Node node, @org.jspecify.annotations.Nullable Object json, Node root) {
            Json.items(Json.items(json).get("inputs")).forEach((id, target) -> {
                if (target instanceof List<?> path) {
                    node.inputs()
                        .put(id, new Edge.Follows(
                                path.stream().map(name -> text(name, "inputs")).toList()));
                } else {
                    Node child = node(text(target, "inputs"), root);
                    if (child == root) {
                        throw FlakeErrors.error("lock file contains cycle to root node");
                    }
                    node.inputs().put(id, new Edge.Child(child));
                }
            });
        }

        private Node node(String name, Node root) {
            Node known = read.get(name);
            if (known != null) {
                return known;
            }
            Object json = nodes.get(name);
            if (json == null) {
                throw FlakeErrors.error("lock file references missing node '%s'", name);
            }
            Node node = new Node(Optional.of(lock(json)));
            read.put(name, node);
            inputs(node, json, root);
            return node;
        }

        private Lock lock(Object json) {
            // Version 5 kept what is known of the tree under "info".
            Attributes info = Json.member(json, "info")
                .map(Attributes::ofJson)
                .orElse(Attributes.EMPTY);
            FlakeRef locked = FlakeRef.ofAttributes(attributes(json, "locked").with(info));
            FlakeRef original = FlakeRef.ofAttributes(attributes(json, "original"));
            if (!locked.input().isLocked(settings) && locked.input().relativePath().isEmpty()) {
                if (locked.input().narHash().isEmpty()) {
                    throw FlakeErrors.unlockedEntry(locked.input().attributes().toJson());
                }
                log.warn("Lock file entry '" + locked
                        + "' is unlocked (e.g. lacks a Git revision) but is checked by "
                        + "NAR hash. This is not reproducible and will break after garbage collection or when shared.");
            }
            Optional<List<String>> parent = Json.member(json, "parent")
                .map(path -> path instanceof List<?> names
                        ? new ArrayList<>(names.stream().map(name -> text(name, "parent")).toList())
                        : List.of());
            return new Lock(locked.with(locked.input().with("__final", true)), original,
                    !Json.member(json, "flake").equals(Optional.of(false)), parent);
        }

        private static Attributes attributes(Object json, String name) {
            return Attributes.ofJson(Json.member(json, name)
                .orElseThrow(() -> FlakeErrors.error("attribute '%s' missing in lock file", name)));
        }
    }
}
