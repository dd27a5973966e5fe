package flakelab.nar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A tree of the file system; a node's attributes are read once.
final class FileTree implements Tree {
    private final Path path;
    private @Nullable PosixFileAttributes attributes;

    FileTree(Path path) {
        this.path = path;
    }

    private PosixFileAttributes attributes() throws IOException {
        PosixFileAttributes known = attributes;
        if (known == null) {
            known = attributes = Files.readAttributes(path, PosixFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
        }
        return known;
    }

    @Override
    public Type type() throws IOException {
        PosixFileAttributes known = attributes();
        if (known.isRegularFile()) {
            return Type.REGULAR;
        }
        if (known.isDirectory()) {
            return Type.DIRECTORY;
        }
        if (known.isSymbolicLink()) {
            return Type.SYMLINK;
        }
        throw NarErrors.unsupportedType(FileNames.latin1(path));
    }

    @Override
    public boolean executable() throws IOException {
        return attributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    }

    @Override
    public long size() throws IOException {
        return attributes().size();
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public SortedMap<String, Tree> list() throws IOException {
        SortedMap<String, Tree> entries = new TreeMap<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                entries.put(FileNames.name(child), new FileTree(child));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    @Override
    public String readLink() throws IOException {
        return FileNames.readLink(path);
    }

    @Override
    public String toString() {
        return FileNames.latin1(path);
    }
}
