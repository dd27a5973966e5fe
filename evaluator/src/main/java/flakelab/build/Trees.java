package flakelab.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import flakelab.nar.FileNames;
import flakelab.store.HashRewriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Trees of files on disk, as builds leave and stores want them.
final class Trees {
    private static final FileTime STORE_TIME = FileTime.fromMillis(1000);
    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions
        .fromString("r--r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions
        .fromString("r-xr-xr-x");

    private Trees() {}

    /// Removes a tree, writable or not; nothing happens if there is none.
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                makeWritable(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                makeWritable(file); // a directory its builder left unreadable
                delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void makeWritable(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory,
                NOFOLLOW_LINKS);
        Set<PosixFilePermission> own = PosixFilePermissions.fromString("rwx------");
        if (!permissions.containsAll(own)) {
            Files.setPosixFilePermissions(directory, own);
        }
    }

    /// Takes from others the right to write a file or directory, if there is one.
    static void closeToOthers(Path path) throws IOException {
        if (Files.exists(path, NOFOLLOW_LINKS) && !Files.isSymbolicLink(path)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            permissions.remove(PosixFilePermission.GROUP_WRITE);
            permissions.remove(PosixFilePermission.OTHERS_WRITE);
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    /// Renames a tree; a directory must be writable meanwhile, as its `..` changes.
    static void move(Path from, Path to) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(from, PosixFileAttributes.class,
                NOFOLLOW_LINKS);
        boolean locked = attributes.isDirectory()
                && !attributes.permissions().contains(PosixFilePermission.OWNER_WRITE);
        if (locked) {
            makeWritable(from);
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        if (locked) {
            Files.setPosixFilePermissions(to, attributes.permissions());
        }
    }

    /// Makes a tree what a store holds: read-only, executable or not, dated one second after the epoch (CppNix
    /// `canonicalisePathMetaData`).
    ///
    /// @throws BuildException for devices, sockets and pipes
    static void canonicalise(Path root) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(root, PosixFileAttributes.class,
                NOFOLLOW_LINKS);
        if (attributes.isOther()) {
            throw BuildErrors.misc("file %s has an unsupported type",
                    BuildErrors.quoted(FileNames.latin1(root)));
        }
        if (!attributes.isSymbolicLink()) {
            removeExtendedAttributes(root);
        }
        if (attributes.isDirectory()) {
            makeWritable(root);
            try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
                for (Path child : children) {
                    canonicalise(child);
                }
            }
        }
        if (!attributes.isSymbolicLink()) {
            boolean executable = attributes.isDirectory()
                    || attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
            Set<PosixFilePermission> wanted = executable ? EXECUTABLE : READ_ONLY;
            if (attributes.isDirectory() || !attributes.permissions().equals(wanted)) {
                Files.setPosixFilePermissions(root, wanted);
            }
        }
        if (!attributes.lastModifiedTime().equals(STORE_TIME)) {
            Files.getFileAttributeView(root, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .setTimes(STORE_TIME, null,
                        null);
        }
    }

    private static void removeExtendedAttributes(Path file) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file,
                UserDefinedFileAttributeView.class);
        for (String name : view.list()) {
            view.delete(name);
        }
    }

    /// Copies a tree, replacing hash parts in names, contents and link targets.
    static void copy(Path from, Path to, Map<String, String> rewrites) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(from, PosixFileAttributes.class,
                NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            FileNames.createLink(to, HashRewriter.rewrite(FileNames.readLink(from), rewrites));
        } else if (attributes.isDirectory()) {
            Files.createDirectory(to);
            try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
                for (Path child : children) {
                    String name = HashRewriter.rewrite(FileNames.name(child), rewrites);
                    copy(child, FileNames.child(to, name), rewrites);
                }
            }
        } else {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
                HashRewriter rewriter = new HashRewriter(rewrites, out);
                Files.copy(from, rewriter);
                rewriter.finish();
            }
            if (attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE)) {
                Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
