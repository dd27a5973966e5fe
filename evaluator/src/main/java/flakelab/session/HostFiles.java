package flakelab.session;

import flakelab.fetch.Fetched;
import flakelab.nar.FileNames;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.value.SourceAccessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The machine's file system as expressions see it: absolute paths, with paths below the logical store directory mapped
/// to where the store really keeps them.
///
/// In pure evaluation only the store can be seen (CppNix `EvalState::rootFS`, `src/libexpr/eval.cc`).
final class HostFiles implements SourceAccessor {
    private final String storePrefix;
    private final boolean alone;
    private final Supplier<Store> store;
    /// What was found at a path, until [#lookAnew]: evaluation asks for the same folders over and over.
    private final Map<String, Kind> found = new ConcurrentHashMap<>();
    private final Map<String, SortedMap<String, Kind>> listings = new ConcurrentHashMap<>();
    private final Map<StorePath, Fetched> sources = new ConcurrentHashMap<>();

    /// The store is asked for when a path below `storeDir` is first met. Where all files can be seen (`alone` is false), the
    /// store is not told from the rest of the file system, and messages know no sources.
    HostFiles(Supplier<Store> store, String storeDir, boolean alone) {
        this.store = store;
        this.alone = alone;
        this.storePrefix = storeDir + "/";
    }

    /// Forgets what was found.
    void lookAnew() {
        found.clear();
        listings.clear();
    }

    /// Where a path is on disk; store paths that the store does not have are looked for where they say they are.
    ///
    /// @throws StoreException.BadPath if something in the store directory is named like no store path
    private Path place(String path) {
        if (path.startsWith(storePrefix)) {
            StoreDir.Inside inside = store.get().storeDir().parseInside(path);
            Path real = store.get().realPath(inside.path());
            String rest = withoutSlash(inside.rest());
            Path mapped = rest.isEmpty() ? real : FileNames.child(real, rest);
            if (Files.exists(mapped, LinkOption.NOFOLLOW_LINKS)) {
                return mapped;
            }
        }
        return FileNames.path(path);
    }

    @Override
    public @Nullable Kind kind(String path) {
        Kind known = found.get(path);
        if (known == null) {
            known = look(path);
            if (known != null) { // what is missing may be built any moment
                found.put(path, known);
            }
        }
        return known;
    }

    private @Nullable Kind look(String path) {
        try {
            return kind(Files.readAttributes(place(path), BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            if (reason(e).equals("Not a directory")) {
                return null;
            }
            throw failed("getting status of '%s': %s", path, e);
        }
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.REGULAR;
        }
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? Kind.SYMLINK : Kind.UNKNOWN;
    }

    /// From now on it is known where a source came from: what its paths are called, and why files are missing in it.
    void explain(StorePath path, Fetched source) {
        sources.put(path, source);
    }

    private record InSource(Fetched source, String rest) {}

    private Optional<InSource> inSource(String path) {
        if (!alone || sources.isEmpty() || !path.startsWith(storePrefix)) {
            return Optional.empty();
        }
        StoreDir.Inside inside = store.get().storeDir().parseInside(path);
        return Optional.ofNullable(sources.get(inside.path())).map(source -> new InSource(source, inside.rest()));
    }

    @Override
    public Optional<NixException> absence(String path) {
        return inSource(path).flatMap(it -> it.source.missing().why(withoutSlash(it.rest)));
    }

    private static String withoutSlash(String path) {
        int start = 0;
        while (path.startsWith("/", start)) {
            start++;
        }
        return path.substring(start);
    }

    @Override
    public String readFile(String path) {
        try {
            return new String(Files.readAllBytes(place(path)), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw absence(path).orElseGet(() -> unreadable(path));
        } catch (IOException e) {
            if (reason(e).equals("Is a directory")) {
                throw SessionErrors.readingDirectory();
            }
            throw failed("opening file '%s': %s", path, e);
        }
    }

    @Override
    public SortedMap<String, Kind> readDirectory(String path) {
        if (storePrefix.equals(path + "/")) {
            store.get().storeDir().parseInside(storePrefix); // no store path either, so it cannot be listed
        }
        return listings.computeIfAbsent(path, this::list);
    }

    private SortedMap<String, Kind> list(String path) {
        SortedMap<String, Kind> entries = new TreeMap<>();
        String parent = path.endsWith("/") ? path : path + "/";
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(place(path))) {
            for (Path entry : listing) {
                String name = FileNames.name(entry);
                Kind kind = kindOf(entry);
                entries.put(name, kind);
                found.put(parent + name, kind);
            }
        } catch (NoSuchFileException e) {
            throw missing(path);
        } catch (NotDirectoryException e) {
            throw SessionErrors.error(Emphasis.format("cannot read directory %s: %s",
                    '"' + shown(path) + '"', "Not a directory"));
        } catch (IOException e) {
            throw SessionErrors.error(
                    Emphasis.format("cannot read directory %s: %s", '"' + shown(path) + '"', reason(e)));
        }
        return Collections.unmodifiableSortedMap(entries);
    }

    private static Kind kindOf(Path entry) {
        try {
            return kind(Files.readAttributes(entry, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return Kind.UNKNOWN;
        }
    }

    @Override
    public String readLink(String path) {
        try {
            return FileNames.readLink(place(path));
        } catch (IOException e) {
            throw failed("reading symbolic link '%s': %s", path, e);
        }
    }

    @Override
    public boolean isExecutable(String path) {
        try {
            return Files.getPosixFilePermissions(place(path), LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
        } catch (IOException e) {
            throw failed("getting status of '%s': %s", path, e);
        }
    }

    @Override
    public String shown(String path) {
        return inSource(path).map(it -> it.source.display() + (it.rest.isEmpty() ? "/" : it.rest)).orElse(path);
    }

    @Override
    public Optional<Path> realPath(String path) {
        return Optional.of(place(path));
    }

    /// What there is to say of a missing file depends on what CppNix would read it from: a repository, a directory, or the
    /// store and the file system as one.
    private SessionException unreadable(String path) {
        String shown = shown(path);
        String template = inSource(path).isEmpty()
                ? "path '%s' does not exist"
                : shown.startsWith("/")
                        ? "opening file '%s': No such file or directory"
                        : "'%s' does not exist";
        return SessionErrors.error(Emphasis.format(template, shown));
    }

    private NixException missing(String path) {
        return absence(path).orElseGet(() -> noSuchPath(shown(path)));
    }

    static SessionException noSuchPath(String shown) {
        return SessionErrors.error(Emphasis.format("path '%s' does not exist", shown));
    }

    private SessionException failed(String template, String path, IOException cause) {
        return SessionErrors.error(Emphasis.format(template, shown(path), reason(cause)));
    }

    /// What the system said, in the words of `strerror`.
    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
