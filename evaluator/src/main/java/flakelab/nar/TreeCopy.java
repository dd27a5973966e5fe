package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/// Makes a tree in the file system, without the detour of an archive.
public final class TreeCopy {
    private TreeCopy() {}

    /// Copies a tree to a place where nothing is yet.
    public static void copy(Tree tree, Path destination) throws IOException {
        visit(tree, "", new Unpacker(destination), 0);
    }

    private static void visit(Tree tree, String path, NarVisitor visitor, int depth)
            throws IOException {
        if (depth >= NarWriter.MAX_DEPTH) {
            throw NarErrors.tooDeep(path, NarWriter.MAX_DEPTH);
        }
        switch (tree.type()) {
            case REGULAR -> {
                try (InputStream in = tree.open()) {
                    visitor.regular(path, tree.executable(), tree.size(), 0, in);
                }
            }
            case DIRECTORY -> {
                visitor.directory(path);
                for (Map.Entry<String, Tree> entry : tree.list().entrySet()) {
                    visit(entry.getValue(), path + "/" + entry.getKey(), visitor, depth + 1);
                }
            }
            case SYMLINK -> visitor.symlink(path, tree.readLink());
        }
    }
}
