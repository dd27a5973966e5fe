package flakelab.nar;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is in an archive, without the contents: `nix nar ls`, and the `.ls` files of binary caches.
///
/// See the manual's "Nix Archive Listing" and CppNix `src/libutil/nar-listing.cc`.
public sealed interface NarListing {
    /// @param offset where in the archive the content begins; empty where the listing is not of an archive
    record Regular(long size, boolean executable, Optional<Long> offset) implements NarListing {}

    record Directory(SortedMap<String, NarListing> entries) implements NarListing {}

    record Symlink(String target) implements NarListing {}

    /// Lists the archive a stream holds.
    static NarListing of(InputStream in) throws IOException {
        Lister lister = new Lister();
        NarReader.readAll(in, lister);
        return lister.nodes.getOrDefault("", new Directory(new TreeMap<>()));
    }

    /// Lists a tree that is not in an archive.
    static NarListing of(Tree tree) throws IOException {
        return switch (tree.type()) {
            case REGULAR -> new Regular(tree.size(), tree.executable(), Optional.empty());
            case SYMLINK -> new Symlink(tree.readLink());
            case DIRECTORY -> {
                SortedMap<String, NarListing> entries = new TreeMap<>();
                for (Map.Entry<String, Tree> entry : tree.list().entrySet()) {
                    entries.put(entry.getKey(), of(entry.getValue()));
                }
                yield new Directory(entries);
            }
        };
    }

    /// The node at a path (`""`, `/`, `/a/b`).
    default Optional<NarListing> find(String path) {
        NarListing node = this;
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()) {
                continue;
            }
            NarListing child = node instanceof Directory(SortedMap<String, NarListing> entries)
                    ? entries.get(name)
                    : null;
            if (child == null) {
                return Optional.empty();
            }
            node = child;
        }
        return Optional.of(node);
    }

    /// As JSON with sorted keys; without `recursive` the entries of a directory are left empty.
    default ObjectNode toJson(boolean recursive) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Regular(long size, boolean executable, Optional<Long> offset) -> {
                if (executable) {
                    json.put("executable", true);
                }
                offset.filter(at -> at != 0).ifPresent(at -> json.put("narOffset", at));
                json.put("size", size).put("type", "regular");
            }
            case Symlink(String target) ->
                json.put("target", unicode(target)).put("type", "symlink");
            case Directory(SortedMap<String, NarListing> entries) -> {
                ObjectNode children = json.putObject("entries");
                entries.forEach((name, node) -> children.set(unicode(name),
                        recursive ? node.toJson(true) : JsonNodeFactory.instance.objectNode()));
                json.put("type", "directory");
            }
        }
        return json;
    }

    private static String unicode(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// Collects nodes by path; parents come first.
    final class Lister implements NarVisitor {
        private final Map<String, NarListing> nodes = new TreeMap<>();

        private void add(String path, NarListing node) {
            nodes.put(path, node);
            int slash = path.lastIndexOf('/');
            if (slash >= 0
                    && nodes.get(path.substring(0, slash)) instanceof Directory(var entries)) {
                entries.put(path.substring(slash + 1), node);
            }
        }

        @Override
        public void directory(String path) {
            add(path, new Directory(new TreeMap<>()));
        }

        @Override
        public void regular(String path, boolean executable, long size, long offset,
                InputStream content) {
            add(path, new Regular(size, executable, Optional.of(offset)));
        }

        @Override
        public void symlink(String path, String target) {
            add(path, new Symlink(target));
        }
    }
}
