package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedMap;

/// A node of what a Nix archive is made of: a file, a directory or a symbolic link.
///
/// The methods that do not fit the [#type] are never called. Names and link targets are byte strings, one Latin-1 char
/// per byte; a directory's entries are sorted by bytes.
public interface Tree {
    /// What a node is.
    enum Type {
        REGULAR, DIRECTORY, SYMLINK;

        /// The name in archives and listings: `regular`, `directory`, `symlink`.
        public String nixName() {
            return switch (this) {
                case REGULAR -> "regular";
                case DIRECTORY -> "directory";
                case SYMLINK -> "symlink";
            };
        }
    }

    /// @throws NarException for a device, socket or pipe
    Type type() throws IOException;

    /// Whether a regular file may be executed (by its owner).
    boolean executable() throws IOException;

    /// The length of a regular file in bytes.
    long size() throws IOException;

    /// A regular file's content, exactly [#size] bytes.
    InputStream open() throws IOException;

    /// A directory's entries.
    SortedMap<String, Tree> list() throws IOException;

    /// A symbolic link's target.
    String readLink() throws IOException;

    /// A regular file's content at once.
    default byte[] readFile() throws IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /// The tree at a place of the file system; links are not followed.
    static Tree of(Path path) {
        return new FileTree(path);
    }

    /// A regular file with this content.
    static Tree ofBytes(byte[] content, boolean executable) {
        return new MemoryTree.File(content, executable);
    }

    /// A directory with these entries.
    static Tree ofEntries(SortedMap<String, Tree> entries) {
        return new MemoryTree.Directory(entries);
    }

    /// A symbolic link.
    static Tree ofLink(String target) {
        return new MemoryTree.Link(target);
    }

    /// The tree of an archive, read into memory.
    ///
    /// @throws NarException if the stream is no archive
    static Tree ofNar(InputStream nar) throws IOException {
        TreeBuilder builder = new TreeBuilder();
        NarReader.read(nar, builder);
        return builder.tree();
    }

    /// This tree without what the filter refuses.
    default Tree filtered(PathFilter filter) {
        return new FilteredTree(this, "", filter);
    }
}
