package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A tree seen through a filter.
///
/// A directory's entries are kept once asked for: the filter may be a Nix function, whose traces must not appear twice.
final class FilteredTree implements Tree {
    private final Tree base;
    private final String at;
    private final PathFilter filter;
    private @Nullable SortedMap<String, Tree> entries;

    /// @param at the node's path from the root, empty for the root itself
    FilteredTree(Tree base, String at, PathFilter filter) {
        this.base = base;
        this.at = at;
        this.filter = filter;
    }

    @Override
    public Type type() throws IOException {
        return base.type();
    }

    @Override
    public boolean executable() throws IOException {
        return base.executable();
    }

    @Override
    public long size() throws IOException {
        return base.size();
    }

    @Override
    public InputStream open() throws IOException {
        return base.open();
    }

    @Override
    public SortedMap<String, Tree> list() throws IOException {
        SortedMap<String, Tree> kept = entries;
        if (kept == null) {
            kept = new TreeMap<>();
            for (Map.Entry<String, Tree> entry : base.list().entrySet()) {
                String path = at + "/" + entry.getKey();
                if (filter.accept(path, entry.getValue())) {
                    kept.put(entry.getKey(), new FilteredTree(entry.getValue(), path, filter));
                }
            }
            entries = kept;
        }
        return kept;
    }

    @Override
    public String readLink() throws IOException {
        return base.readLink();
    }
}
