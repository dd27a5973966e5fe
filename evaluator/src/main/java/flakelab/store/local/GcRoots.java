package flakelab.store.local;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.FileNames;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/// The links that keep store objects alive: below `gcroots` and `profiles`, and, by way of `gcroots/auto`, anywhere
/// (CppNix `src/libstore/gc.cc`, `indirect-root-store.cc`).
final class GcRoots {
    private final Layout layout;
    private final Predicate<StorePath> valid;
    private final SortedMap<StorePath, Set<String>> found = new TreeMap<>();

    private GcRoots(Layout layout, Predicate<StorePath> valid) {
        this.layout = layout;
        this.valid = valid;
    }

    /// Keeps what the link `link` points to for as long as it is there.
    static void addIndirect(Layout layout, Path link) throws IOException {
        Path target = link.toAbsolutePath().normalize();
        String name = Hash.ofLatin1(HashAlgorithm.SHA1, FileNames.latin1(target)).toNix32();
        replaceLink(auto(layout).resolve(name), target);
    }

    /// Makes a link to an object and keeps it.
    static void addPermanent(Layout layout, StorePath path, Path root) throws IOException {
        Path link = root.toAbsolutePath().normalize();
        if (layout.storeDir().isInStore(link.toString())) {
            throw LocalErrors.rootInStore(link);
        }
        boolean ours = Files.isSymbolicLink(link)
                && layout.storeDir().isInStore(Files.readSymbolicLink(link).toString());
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !ours) {
            throw LocalErrors.rootExists(link);
        }
        replaceLink(link, Path.of(layout.storeDir().print(path)));
        addIndirect(layout, link);
    }

    private static Path auto(Layout layout) {
        return layout.gcRoots().resolve("auto");
    }

    private static void replaceLink(Path link, Path target) throws IOException {
        Files.createDirectories(link.resolveSibling("."));
        Path temp = link
            .resolveSibling(link.getFileName() + ".tmp-" + ProcessHandle.current().pid() + "-"
                    + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
        Files.createSymbolicLink(temp, target);
        Files.move(temp, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// All permanent roots: the object, and the links that keep it. Links of `gcroots/auto` to nothing are removed.
    static SortedMap<StorePath, Set<String>> find(Layout layout, Predicate<StorePath> valid)
            throws IOException {
        GcRoots roots = new GcRoots(layout, valid);
        roots.search(layout.gcRoots());
        roots.search(layout.profiles());
        return roots.found;
    }

    private void search(Path path) throws IOException {
        try {
            if (Files.isSymbolicLink(path)) {
                link(path);
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                    for (Path child : children) {
                        search(child);
                    }
                } catch (DirectoryIteratorException e) {
                    throw e.getCause();
                }
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                layout.storeDir()
                    .maybeParse(layout.storeDir().path() + "/" + FileNames.name(path))
                    .filter(valid)
                    .ifPresent(root -> add(root, path));
            }
        } catch (NoSuchFileException | AccessDeniedException | NotDirectoryException _) {
            // What cannot be read for good keeps nothing.
        }
    }

    private void link(Path path) throws IOException {
        String target = FileNames.readLink(path);
        if (layout.storeDir().isInStore(target)) {
            root(path, target);
            return;
        }
        Path indirect = path.resolveSibling(FileNames.path(target)).normalize();
        if (!Files.exists(indirect, LinkOption.NOFOLLOW_LINKS)) {
            if (path.startsWith(auto(layout))) {
                Files.deleteIfExists(path);
            }
        } else if (Files.isSymbolicLink(indirect)) {
            String second = FileNames.readLink(indirect);
            if (layout.storeDir().isInStore(second)) {
                root(indirect, second);
            }
        }
    }

    private void root(Path link, String target) {
        try {
            StorePath path = layout.storeDir().parseInside(target).path();
            if (valid.test(path)) {
                add(path, link);
            }
        } catch (StoreException.BadPath _) {
            // It points into the store directory, but at no object.
        }
    }

    private void add(StorePath path, Path link) {
        found.computeIfAbsent(path, _ -> new TreeSet<>()).add(FileNames.latin1(link));
    }
}
