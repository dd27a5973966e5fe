package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds in memory the tree an archive tells of.
final class TreeBuilder implements NarVisitor {
    /// The entries of the directories seen, by path; parents come before their children.
    private final SortedMap<String, SortedMap<String, Tree>> directories = new TreeMap<>();
    private @Nullable Tree root;

    private void add(String path, Tree tree) {
        if (path.isEmpty()) {
            root = tree;
            return;
        }
        int slash = path.lastIndexOf('/');
        Objects.requireNonNull(directories.get(path.substring(0, slash)))
            .put(path.substring(slash + 1), tree);
    }

    @Override
    public void directory(String path) {
        SortedMap<String, Tree> entries = new TreeMap<>();
        directories.put(path, entries);
        add(path, Tree.ofEntries(entries));
    }

    @Override
    public void regular(String path, boolean executable, long size, long offset,
            InputStream content)
            throws IOException {
        add(path, Tree.ofBytes(content.readAllBytes(), executable));
    }

    @Override
    public void symlink(String path, String target) {
        add(path, Tree.ofLink(target));
    }

    Tree tree() {
        return Objects.requireNonNull(root);
    }
}
