package flakelab.fetch;

import flakelab.nar.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A tree in which other trees stand at some paths (`a/b`): a repository with its submodules.
record MountedTree(Tree base, String at, Map<String, Tree> mounts) implements Tree {
    static Tree of(Tree base, Map<String, Tree> mounts) {
        return mounts.isEmpty() ? base : new MountedTree(base, "", Map.copyOf(mounts));
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
    public String readLink() throws IOException {
        return base.readLink();
    }

    @Override
    public SortedMap<String, Tree> list() throws IOException {
        SortedMap<String, Tree> entries = new TreeMap<>(base.list());
        for (Map.Entry<String, Tree> entry : entries.entrySet()) {
            String path = at + entry.getKey();
            Tree mount = mounts.get(path);
            if (mount != null) {
                entry.setValue(mount);
            } else if (mounts.keySet().stream().anyMatch(other -> other.startsWith(path + "/"))) {
                entry.setValue(new MountedTree(entry.getValue(), path + "/", mounts));
            }
        }
        return entries;
    }
}
