package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A tree seen through a filter; `at` is the node's path from the root, empty for the root itself.
record FilteredTree(Tree base, String at, PathFilter filter) implements Tree {
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
        SortedMap<String, Tree> kept = new TreeMap<>();
        for (Map.Entry<String, Tree> entry : base.list().entrySet()) {
            String path = at + "/" + entry.getKey();
            if (filter.accept(path, entry.getValue())) {
                kept.put(entry.getKey(), new FilteredTree(entry.getValue(), path, filter));
            }
        }
        return kept;
    }

    @Override
    public String readLink() throws IOException {
        return base.readLink();
    }
}
