package flakelab.store.local;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.NarHash;
import flakelab.nar.NarReader;
import flakelab.nar.NarWriter;
import flakelab.nar.PathFilter;
import flakelab.nar.Tree;
import flakelab.nar.TreeCopy;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.DerivationOutputsReader;
import flakelab.store.PathInfo;
import flakelab.store.References;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StoreErrors;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A store on this machine's disk, as CppNix lays it out, and shared with it (`src/libstore/local-store.cc`).
///
/// Nothing is touched before it is needed: directories are made by the first write, the database is opened by the first
/// question.
public final class LocalStore implements Store {
    private final Layout layout;
    private final boolean readOnly;
    private final DerivationOutputsReader outputsReader;
    /// Valid paths this process keeps from garbage collection, so that they stay valid.
    private final Set<StorePath> keptValid = ConcurrentHashMap.newKeySet();
    private final Group group = new Group(this::register);
    private @Nullable Database database;
    private @Nullable TempRoots tempRoots;
    private @Nullable FileLock bigLock;

    /// @param readOnly      only compute paths in `addToStore` and `addText`
    /// @param outputsReader the derivation room's, for registering derivations
    public LocalStore(Layout layout, boolean readOnly, DerivationOutputsReader outputsReader) {
        this.layout = layout;
        this.readOnly = readOnly;
        this.outputsReader = outputsReader;
    }

    public Layout layout() {
        return layout;
    }

    @Override
    public StoreDir storeDir() {
        return layout.storeDir();
    }

    @Override
    public String uri() {
        return layout.root().isEmpty() ? "local" : layout.root();
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public Path realPath(StorePath path) {
        return layout.real(path);
    }

    // Questions to the database.

    @FunctionalInterface
    private interface Question<T> {
        T ask(Database database) throws SQLException;
    }

    /// Asks after everything placed is registered.
    private <T> T ask(Question<T> question) {
        group.flush();
        return askNow(question);
    }

    private synchronized <T> T askNow(Question<T> question) {
        try {
            Database open = database;
            if (open == null) {
                open = database = openDatabase();
            }
            return question.ask(open);
        } catch (SQLException e) {
            throw new StoreException("executing SQLite statement: " + e.getMessage());
        } catch (IOException e) {
            throw StoreErrors.io("opening the store", e);
        }
    }

    /// As CppNix: directories, the big lock shared (it keeps schema upgrades away), the database, its version.
    private Database openDatabase() throws IOException, SQLException {
        for (Path directory : List.of(layout.realStore(), layout.links(), layout.tempRoots(),
                layout.databaseDir(),
                layout.gcRoots().resolve("per-user"), layout.profiles().resolve("per-user"))) {
            Files.createDirectories(directory);
        }
        FileLock lock = bigLock = FileLock.open(layout.databaseDir().resolve("big-lock"));
        lock.shared();
        Path version = layout.databaseDir().resolve("schema");
        int found = schema(version);
        if (found > Schema.VERSION) {
            throw StoreErrors.error("current Nix store schema is version %s, but I only support %s",
                    found,
                    Schema.VERSION);
        }
        if (found != 0 && found < Schema.VERSION) {
            throw StoreErrors.error(
                    "the Nix store's schema is version %s; please let Nix upgrade it first", found);
        }
        Database open = new Database(layout.databaseDir().resolve("db.sqlite"), layout.storeDir(),
                found == 0);
        if (found == 0) {
            Files.writeString(version, String.valueOf(Schema.VERSION));
        }
        return open;
    }

    private static int schema(Path file) throws IOException {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (NoSuchFileException _) {
            return 0;
        } catch (NumberFormatException _) {
            throw new StoreException("\"" + file + "\" is corrupt");
        }
    }

    /// Makes the directories and the database now, where they are missing (`nix-store --init`).
    public void initialise() {
        ask(Database::toString);
    }

    /// Whether there is a database at all; without one nothing is valid, and asking must not make one.
    private boolean exists() {
        return database != null || Files.exists(layout.databaseDir().resolve("db.sqlite"));
    }

    @Override
    public boolean isValid(StorePath path) {
        return keptValid.contains(path) || exists() && askNow(it -> it.id(path)).isPresent();
    }

    @Override
    public Optional<PathInfo> query(StorePath path) {
        return exists() ? ask(it -> it.query(path)) : Optional.empty();
    }

    @Override
    public SortedSet<StorePath> allValid() {
        return exists() ? ask(Database::all) : new TreeSet<>();
    }

    @Override
    public Optional<StorePath> findByHashPart(String hashPart) {
        return exists() ? ask(it -> it.byHashPart(hashPart)) : Optional.empty();
    }

    @Override
    public SortedSet<StorePath> referrers(StorePath path) {
        return exists() ? ask(it -> it.referrers(path)) : new TreeSet<>();
    }

    @Override
    public SortedSet<StorePath> validDerivers(StorePath path) {
        return exists() ? ask(it -> it.derivers(path)) : new TreeSet<>();
    }

    @Override
    public SortedMap<String, StorePath> derivationOutputs(StorePath derivation) {
        return exists() ? ask(it -> it.outputs(derivation)) : new TreeMap<>();
    }

    // Adding.

    @Override
    public StorePath addToStore(String name, Tree tree, ContentAddressMethod method,
            HashAlgorithm algorithm,
            Set<StorePath> references) {
        Hash hash = ContentHash.of(tree, method, algorithm);
        StorePath path = path(name, method, hash, references);
        if (readOnly) {
            return path;
        }
        addTempRoot(path);
        if (isValid(path)) {
            return path;
        }
        try (TempDirectory temp = new TempDirectory(layout)) {
            Path copy = temp.path().resolve("x");
            TreeCopy.copy(tree, copy);
            // The files may have changed since they were hashed: the copy counts.
            NarHash nar = NarHash.of(copy);
            Hash copied = method == ContentAddressMethod.NAR && algorithm == HashAlgorithm.SHA256
                    ? nar.hash()
                    : ContentHash.of(Tree.of(copy), method, algorithm);
            StorePath actual = copied.equals(hash) ? path : path(name, method, copied, references);
            PathInfo info = PathInfo.of(actual, nar.hash(), nar.size())
                .withReferences(List.copyOf(new TreeSet<>(references)))
                .withCa(Optional.of(new ContentAddress(method, copied)));
            place(info, real -> move(copy, real), Map.of());
            return actual;
        } catch (IOException e) {
            throw StoreErrors.io("adding '" + name + "' to the store", e);
        }
    }

    private StorePath path(String name, ContentAddressMethod method, Hash hash,
            Set<StorePath> references) {
        return storeDir().makeContentAddressedPath(new ContentAddress(method, hash), name,
                References.of(references));
    }

    @Override
    public StorePath addText(String name, byte[] content, Set<StorePath> references) {
        return addText(name, content, references, null);
    }

    @Override
    public StorePath addDerivation(String name, byte[] aterm, Set<StorePath> references,
            Map<String, StorePath> outputs) {
        return addText(name, aterm, references, outputs);
    }

    private StorePath addText(String name, byte[] content, Set<StorePath> references,
            @Nullable Map<String, StorePath> outputs) {
        Hash hash = Hash.of(HashAlgorithm.SHA256, content);
        StorePath path = storeDir().makeTextPath(name, hash, references);
        if (readOnly) {
            return path;
        }
        addTempRoot(path);
        if (isValid(path)) {
            return path;
        }
        try {
            NarHash nar = NarHash.of(Tree.ofBytes(content, false));
            PathInfo info = PathInfo.of(path, nar.hash(), nar.size())
                .withReferences(List.copyOf(new TreeSet<>(references)))
                .withCa(Optional.of(new ContentAddress(ContentAddressMethod.TEXT, hash)));
            place(info, real -> {
                Files.write(real, content, StandardOpenOption.CREATE_NEW);
                Metadata.canonicaliseNew(real);
            }, outputs != null ? outputs : outputs(path, content));
            return path;
        } catch (IOException e) {
            throw StoreErrors.io("adding '" + name + "' to the store", e);
        }
    }

    private Map<String, StorePath> outputs(StorePath path, byte[] content) {
        return path.isDerivation()
                ? outputsReader.read(storeDir(), path,
                        new String(content, StandardCharsets.ISO_8859_1))
                : Map.of();
    }

    @Override
    public void importNar(PathInfo info, InputStream nar) {
        StorePath path = info.path();
        addTempRoot(path);
        if (isValid(path)) {
            return;
        }
        try (TempDirectory temp = new TempDirectory(layout)) {
            Path copy = temp.path().resolve("x");
            ImportCheck check = new ImportCheck(storeDir(), info, nar);
            NarReader.unpack(check.nar(), copy);
            check.finish(copy);
            Map<String, StorePath> outputs = path.isDerivation()
                    ? outputs(path, Files.readAllBytes(copy))
                    : Map.of();
            place(info, real -> move(copy, real), outputs);
        } catch (IOException e) {
            throw StoreErrors.io("importing '" + storeDir().print(path) + "'", e);
        }
    }

    private static void move(Path copy, Path real) throws IOException {
        Files.move(copy, real, StandardCopyOption.ATOMIC_MOVE);
        Metadata.canonicalise(real); // not before: a read-only directory cannot be moved
    }

    /// How files get to their place, with canonical metadata.
    @FunctionalInterface
    private interface Placing {
        void at(Path real) throws IOException;
    }

    /// Under the path's lock: puts the files in place unless another process did, and registers them.
    private void place(PathInfo info, Placing files, Map<String, StorePath> outputs)
            throws IOException {
        StorePath path = info.path();
        addTempRoot(path);
        Path real = realPath(path);
        FileLock lock = FileLock.exclusive(lockFile(path), group::flush);
        boolean held = true;
        try {
            if (!isValid(path)) {
                Metadata.delete(real); // left by someone who died here
                files.at(real);
                held = false; // the group unlocks
                keptValid.add(path);
                group.add(new Group.Placed(info, outputs, lock));
            }
        } finally {
            if (held) {
                lock.delete();
                lock.close();
            }
        }
    }

    @Override
    public <T> T grouping(Supplier<T> work) {
        return group.during(work);
    }

    private Path lockFile(StorePath path) {
        return layout.realStore().resolve(path.baseName() + ".lock");
    }

    // Registering.

    @Override
    public void register(Collection<PathInfo> infos) {
        group.flush();
        Map<StorePath, Map<String, StorePath>> outputs = new HashMap<>();
        try {
            for (PathInfo info : infos) {
                if (info.path().isDerivation()) {
                    outputs.put(info.path(),
                            outputs(info.path(), Files.readAllBytes(realPath(info.path()))));
                }
            }
        } catch (IOException e) {
            throw StoreErrors.io("reading a derivation to register", e);
        }
        register(infos, outputs);
    }

    private void register(Collection<PathInfo> infos,
            Map<StorePath, Map<String, StorePath>> outputs) {
        ReferenceCycles.refuse(storeDir(), infos);
        try {
            askNow(it -> {
                it.transaction(() -> insert(it, infos, outputs));
                return true;
            });
        } catch (RuntimeException e) {
            infos.forEach(info -> keptValid.remove(info.path()));
            throw e;
        }
        TempRoots roots = tempRoots;
        for (PathInfo info : infos) {
            if (roots != null && roots.keeps(info.path())) {
                keptValid.add(info.path());
            }
        }
    }

    private static void insert(Database database, Collection<PathInfo> infos,
            Map<StorePath, Map<String, StorePath>> outputs) throws SQLException {
        List<Long> ids = new ArrayList<>(infos.size());
        for (PathInfo info : infos) {
            Optional<Long> known = database.id(info.path());
            if (known.isPresent()) {
                database.update(info);
                ids.add(known.get());
            } else {
                long id = database.insert(info);
                database.addOutputs(id, outputs.getOrDefault(info.path(), Map.of()));
                ids.add(id);
            }
        }
        int next = 0;
        for (PathInfo info : infos) {
            database.addReferences(ids.get(next++), info.references());
        }
    }

    @Override
    public void addSignatures(StorePath path, Collection<String> signatures) {
        PathInfo info = require(path);
        Set<String> all = new LinkedHashSet<>(info.signatures());
        all.addAll(signatures);
        ask(it -> {
            it.transaction(() -> it.update(info.withSignatures(List.copyOf(new TreeSet<>(all)))));
            return true;
        });
    }

    /// Makes a path invalid that nothing else refers to; its files stay.
    ///
    /// @throws StoreException if it is in use
    void invalidate(StorePath path) {
        keptValid.remove(path);
        ask(it -> {
            it.transaction(() -> {
                SortedSet<StorePath> referrers = it.referrers(path);
                referrers.remove(path);
                if (!referrers.isEmpty()) {
                    throw LocalErrors.inUse(storeDir(), path, referrers);
                }
                it.delete(path);
            });
            return true;
        });
    }

    @Override
    public void exportNar(StorePath path, OutputStream out) {
        require(path);
        try {
            NarWriter.write(realPath(path), out, PathFilter.ALL);
        } catch (IOException e) {
            throw StoreErrors.io("archiving '" + storeDir().print(path) + "'", e);
        }
    }

    // Roots and locks.

    @Override
    public void addTempRoot(StorePath path) {
        if (readOnly) {
            return;
        }
        try {
            tempRoots().add(path);
        } catch (IOException e) {
            throw StoreErrors.io("adding a temporary root", e);
        }
    }

    private synchronized TempRoots tempRoots() throws IOException {
        TempRoots roots = tempRoots;
        if (roots == null) {
            Files.createDirectories(layout.tempRoots());
            Files.createDirectories(layout.realStore());
            roots = tempRoots = TempRoots.acquire(layout);
        }
        return roots;
    }

    @Override
    public void addIndirectRoot(Path link) {
        try {
            GcRoots.addIndirect(layout, link);
        } catch (IOException e) {
            throw StoreErrors.io("adding an indirect root", e);
        }
    }

    /// Makes `root` a link to a store object and keeps the object for as long as the link is there:
    /// `--add-root`, `result`.
    ///
    /// @throws StoreException if something that is no such link is at `root`
    public void addPermanentRoot(StorePath path, Path root) {
        addTempRoot(path);
        try {
            GcRoots.addPermanent(layout, path, root);
        } catch (IOException e) {
            throw StoreErrors.io("adding a root", e);
        }
    }

    @Override
    public Lock lock(StorePath path) {
        try {
            Files.createDirectories(layout.realStore());
            FileLock lock = FileLock.exclusive(lockFile(path), group::flush);
            return () -> {
                try (lock) {
                    lock.delete();
                } catch (IOException e) {
                    throw StoreErrors.io("unlocking", e);
                }
            };
        } catch (IOException e) {
            throw StoreErrors.io("locking", e);
        }
    }

    @Override
    public void close() {
        group.flush();
        release();
    }

    private synchronized void release() {
        try {
            if (database != null) {
                database.close();
                database = null;
            }
            if (tempRoots != null) {
                tempRoots.release();
                tempRoots = null;
            }
            if (bigLock != null) {
                bigLock.close();
                bigLock = null;
            }
            keptValid.clear();
        } catch (IOException e) {
            throw StoreErrors.io("closing the store", e);
        } catch (SQLException e) {
            throw new StoreException("closing the database: " + e.getMessage());
        }
    }
}
