package flakelab.fetch;

import flakelab.nar.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/// A node of a commit's tree, read from the object database when it is asked for. A submodule is an empty directory.
record GitTree(Repository repository, ObjectId id, FileMode mode) implements Tree {
    static GitTree directory(Repository repository, ObjectId tree) {
        return new GitTree(repository, tree, FileMode.TREE);
    }

    @Override
    public Type type() throws IOException {
        return switch (mode.getObjectType()) {
            case org.eclipse.jgit.lib.Constants.OBJ_TREE,
                    org.eclipse.jgit.lib.Constants.OBJ_COMMIT ->
                Type.DIRECTORY;
            default -> mode.equals(FileMode.SYMLINK.getBits()) ? Type.SYMLINK : Type.REGULAR;
        };
    }

    @Override
    public boolean executable() {
        return mode.equals(FileMode.EXECUTABLE_FILE.getBits());
    }

    @Override
    public long size() throws IOException {
        return blob().getSize();
    }

    @Override
    public InputStream open() throws IOException {
        ObjectLoader blob = blob();
        return blob.isLarge() ? blob.openStream() : new ByteArrayInputStream(blob.getCachedBytes());
    }

    @Override
    public String readLink() throws IOException {
        return new String(blob().getBytes(), StandardCharsets.ISO_8859_1);
    }

    private ObjectLoader blob() throws IOException {
        return repository.open(id, org.eclipse.jgit.lib.Constants.OBJ_BLOB);
    }

    @Override
    public SortedMap<String, Tree> list() throws IOException {
        if (mode.equals(FileMode.GITLINK.getBits())) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, Tree> entries = new TreeMap<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            CanonicalTreeParser parser = new CanonicalTreeParser();
            for (parser.reset(reader, id); !parser.eof(); parser = parser.next()) {
                byte[] name = new byte[parser.getNameLength()];
                parser.getName(name, 0);
                entries.put(new String(name, StandardCharsets.ISO_8859_1), new GitTree(repository,
                        parser.getEntryObjectId(), parser.getEntryFileMode()));
            }
        }
        return entries;
    }
}
