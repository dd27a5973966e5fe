package flakelab.store.local;

import flakelab.nar.NarHash;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Makes equal files of a store one file with several names; each has one more name, its hash, below `.links`
/// (CppNix `src/libstore/optimise-store.cc`).
public final class Optimiser {
    private final Layout layout;
    private final Consumer<String> warnings;
    /// The files that have a name below `.links`.
    private final Set<Object> linked = new HashSet<>();
    private int files;
    private long bytes;

    private Optimiser(Layout layout, Consumer<String> warnings) {
        this.layout = layout;
        this.warnings = warnings;
    }

    /// How many files became names of others, and the bytes that freed.
    public record Saved(int files, long bytes) {}

    /// Looks at all valid paths.
    static Saved all(LocalStore store, Consumer<String> warnings) throws IOException {
        Optimiser optimiser = new Optimiser(store.layout(), warnings);
        try (DirectoryStream<Path> links = Files.newDirectoryStream(store.layout().links())) {
            for (Path link : links) {
                optimiser.linked.add(inode(link));
            }
        }
        for (StorePath path : store.allValid()) {
            store.addTempRoot(path);
            if (store.isValid(path)) { // still
                optimiser.visit(store.realPath(path));
            }
        }
        return new Saved(optimiser.files, optimiser.bytes);
    }

    /// Looks at one object that has just been made.
    static void one(Layout layout, Path path) throws IOException {
        Files.createDirectories(layout.links());
        new Optimiser(layout, _ -> {}).visit(path);
    }

    private void visit(Path path) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class,
                LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    visit(child);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        } else if (attributes.isRegularFile()
                && attributes.permissions().contains(PosixFilePermission.OWNER_WRITE)) {
            warnings.accept("skipping suspicious writable file '\"" + path + "\"'");
        } else if (!attributes.isOther() && !linked.contains(inode(path))) {
            link(path, attributes);
        }
    }

    private void link(Path path, PosixFileAttributes attributes) throws IOException {
        Path link = layout.links().resolve(NarHash.of(path).hash().toNix32());
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)
                && attributes.size() != Files
                    .readAttributes(link, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size()) {
            warnings.accept("removing corrupted link \"" + link + "\"");
            warnings.accept("There may be more corrupted paths."
                    + "\nYou should run `nix-store --verify --check-contents --repair` to fix them all");
            Files.delete(link);
        }
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createLink(link, path);
                linked.add(inode(path));
                return;
            } catch (FileAlreadyExistsException _) {
                // Another process has just made it.
            }
        }
        if (!inode(link).equals(inode(path)) && replace(path, link)) {
            files++;
            bytes += attributes.size();
        }
    }

    /// Gives the file at `link` the name `path` too, instead of what is there; false if it has too many names.
    private boolean replace(Path path, Path link) throws IOException {
        Path directory = path.resolveSibling("");
        boolean inside = !directory.equals(layout.realStore());
        if (inside) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path temp = layout.realStore()
            .resolve(".tmp-link-" + ProcessHandle.current().pid() + "-"
                    + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
        try {
            Files.createLink(temp, link);
            Files.move(temp, path, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (FileSystemException e) {
            Files.deleteIfExists(temp);
            if (String.valueOf(e.getReason()).contains("Too many links")) {
                return false;
            }
            throw e;
        } finally {
            if (inside) {
                Metadata.canonicaliseOne(directory);
            }
        }
    }

    private static Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }
}
