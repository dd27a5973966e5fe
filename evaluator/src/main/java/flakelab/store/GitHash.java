package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.Tree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The hash git gives a file or directory, by SHA-1 or SHA-256 (CppNix `src/libutil/git.cc`).
final class GitHash {
    private GitHash() {}

    private record Entry(String mode, String name, boolean directory, Hash hash) {
        /// Git sorts directories as if their names ended with a slash.
        String sortKey() {
            return directory ? name + "/" : name;
        }
    }

    static Hash of(Tree tree, HashAlgorithm algorithm) throws IOException {
        return switch (tree.type()) {
            case REGULAR -> {
                HashSink sink = header("blob", tree.size(), algorithm);
                try (InputStream in = tree.open()) {
                    in.transferTo(sink);
                }
                yield sink.finish();
            }
            case SYMLINK ->
                object("blob", tree.readLink().getBytes(StandardCharsets.ISO_8859_1), algorithm);
            case DIRECTORY -> directory(tree, algorithm);
        };
    }

    private static Hash directory(Tree tree, HashAlgorithm algorithm) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Tree> child : tree.list().entrySet()) {
            Tree node = child.getValue();
            String mode = switch (node.type()) {
                case REGULAR -> node.executable() ? "100755" : "100644";
                case SYMLINK -> "120000";
                case DIRECTORY -> "40000";
            };
            entries.add(new Entry(mode, child.getKey(), node.type() == Tree.Type.DIRECTORY,
                    of(node, algorithm)));
        }
        entries.sort(Comparator.comparing(Entry::sortKey));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            out.writeBytes(
                    (entry.mode + " " + entry.name + "\0").getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(entry.hash.bytes());
        }
        return object("tree", out.toByteArray(), algorithm);
    }

    private static Hash object(String kind, byte[] content, HashAlgorithm algorithm) {
        HashSink sink = header(kind, content.length, algorithm);
        sink.write(content, 0, content.length);
        return sink.finish();
    }

    private static HashSink header(String kind, long size, HashAlgorithm algorithm) {
        HashSink sink = new HashSink(algorithm);
        byte[] bytes = (kind + " " + size + "\0").getBytes(StandardCharsets.ISO_8859_1);
        sink.write(bytes, 0, bytes.length);
        return sink;
    }
}
