package flakelab.store.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;

/// The metadata of files in a store, of which Nix keeps nothing but the executable bit
/// (CppNix `canonicalisePathMetaData`).
public final class Metadata {
    /// What every file in a store was changed last at.
    static final FileTime TIME = FileTime.fromMillis(1000);
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions
        .fromString("r--r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions
        .fromString("r-xr-xr-x");
    private static final int TYPE_MASK = 0170000;

    private Metadata() {}

    /// Makes a tree's metadata canonical: mode 0444 or 0555, changed at second 1, no extended attributes.
    ///
    /// @throws IOException if there is something other than files, directories and symbolic links
    public static void canonicalise(Path path) throws IOException {
        PosixFileAttributes attributes = attributes(path);
        if (attributes.isOther()) {
            throw new IOException("file \"" + path + "\" has an unsupported type");
        }
        if (!attributes.isSymbolicLink()) {
            removeExtended(path);
            canonicaliseMode(path, attributes);
        }
        if (attributes.isDirectory()) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    canonicalise(child);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        canonicaliseTime(path, attributes);
    }

    /// As [#canonicalise] for mode and time of a single file or directory.
    static void canonicaliseOne(Path path) throws IOException {
        PosixFileAttributes attributes = attributes(path);
        canonicaliseMode(path, attributes);
        canonicaliseTime(path, attributes(path));
    }

    private static void canonicaliseTime(Path path, PosixFileAttributes attributes)
            throws IOException {
        if (!attributes.lastModifiedTime().equals(TIME)) {
            Files
                .getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(TIME,
                        null, null);
        }
    }

    /// As [#canonicalise] for a plain file this process has just made.
    static void canonicaliseNew(Path file) throws IOException {
        Files.setPosixFilePermissions(file, FILE);
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(TIME, TIME, null);
    }

    /// A directory must be writable to be moved.
    static void allowMove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void canonicaliseMode(Path path, PosixFileAttributes attributes)
            throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)
                & ~TYPE_MASK;
        boolean executable = attributes.isDirectory()
                || attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        if (mode != (executable ? 0555 : 0444)) {
            Files.setPosixFilePermissions(path, executable ? EXECUTABLE : FILE);
        }
    }

    private static void removeExtended(Path path) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(path,
                UserDefinedFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        for (String name : view.list()) {
            view.delete(name);
        }
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// Deletes a tree, read-only directories included; nothing happens if there is none.
    ///
    /// @return how many bytes of files with no other name were freed
    public static long delete(Path path) throws IOException {
        PosixFileAttributes attributes;
        try {
            attributes = attributes(path);
        } catch (NoSuchFileException _) {
            return 0;
        }
        long freed = 0;
        if (attributes.isDirectory()) {
            if (!attributes.permissions().contains(PosixFilePermission.OWNER_WRITE)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    freed += delete(child);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        } else if ((Integer) Files.getAttribute(path, "unix:nlink",
                LinkOption.NOFOLLOW_LINKS) <= 2) {
            freed = attributes.size(); // one name may be in .links
        }
        Files.delete(path);
        return freed;
    }
}
