package flakelab.store.local;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.NarHash;
import flakelab.nar.NarReader;
import flakelab.nar.NarWriter;
import flakelab.nar.PathFilter;
import flakelab.nar.Tree;
import flakelab.nar.TreeCopy;
import flakelab.store.BuildLogs;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.DerivationOutputsReader;
import flakelab.store.DrvOutput;
import flakelab.store.PathInfo;
import flakelab.store.Realisation;
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
import java.nio.file.Path;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A store on this machine's disk, as CppNix lays it out, and shared with it (`src/libstore/local-store.cc`).
///
/// Nothing is touched before it is needed: directories are made by the first write, the database is opened by the first
/// question.
public final class LocalStore implements Store {
    /// The CppNix whose stores ours are like.
    private static final String VERSION = "2.34.8";

    private final Layout layout;
    private final LocalOptions options;
    private final Arrivals arrivals;
    private final DerivationOutputsReader outputsReader;
    /// Valid paths this process keeps from garbage collection, so that they stay valid.
    private final Set<StorePath> keptValid = ConcurrentHashMap.newKeySet();
    private final Group group = new Group(this::register);
    private @Nullable Database database;
    private @Nullable TempRoots tempRoots;

    /// @param readOnly      only compute paths in `addToStore` and `addText`
    /// @param outputsReader the derivation room's, for registering derivations
    public LocalStore(Layout layout, boolean readOnly, DerivationOutputsReader outputsReader) {
        this(layout, LocalOptions.of(readOnly), outputsReader);
    }

    public LocalStore(Layout layout, LocalOptions options, DerivationOutputsReader outputsReader) {
        this.layout = layout;
        this.options = options;
        this.arrivals = new Arrivals(layout, options);
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
    public Access connect() {
        initialise();
        return new Access(Optional.of(VERSION), Optional.of(true));
    }

    @Override
    public boolean readOnly() {
        return options.readOnly();
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
                open = database = Database.open(layout, options);
            }
            return question.ask(open);
        } catch (SQLException e) {
            throw new StoreException("executing SQLite statement: " + e.getMessage());
        } catch (IOException e) {
            throw StoreErrors.io("opening the store", e);
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
        if (options.readOnly()) {
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
            place(info, real -> arrivals.move(copy, real), Map.of());
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
        if (options.readOnly()) {
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
            place(info, real -> arrivals.write(content, real), outputs != null ? outputs : outputs(path, content));
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
        addTempRoot(info.path());
        if (!isValid(info.path())) {
            unpack(info, nar, false);
        }
    }

    @Override
    public void repairNar(PathInfo info, InputStream nar) {
        addTempRoot(info.path());
        unpack(info, nar, isValid(info.path()));
    }

    private void unpack(PathInfo info, InputStream nar, boolean replace) {
        StorePath path = info.path();
        try (TempDirectory temp = new TempDirectory(layout)) {
            Path copy = temp.path().resolve("x");
            ImportCheck check = new ImportCheck(storeDir(), info, nar);
            NarReader.unpack(check.nar(), copy);
            check.finish(copy);
            Map<String, StorePath> outputs = path.isDerivation()
                    ? outputs(path, Files.readAllBytes(copy))
                    : Map.of();
            if (replace) {
                replace(path, copy);
            } else {
                place(info, real -> arrivals.move(copy, real), outputs);
            }
        } catch (IOException e) {
            throw StoreErrors.io("importing '" + storeDir().print(path) + "'", e);
        }
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

    /// Puts other files, good ones, in the place of a valid path's own.
    public void replace(StorePath path, Path good) throws IOException {
        try (Lock _ = lock(path)) {
            arrivals.replace(realPath(path), good);
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
                arrivals.settle(realPath(info.path()));
                if (info.path().isDerivation()) {
                    outputs.put(info.path(),
                            outputs(info.path(), Files.readAllBytes(realPath(info.path()))));
                }
            }
        } catch (IOException e) {
            throw StoreErrors.io("registering", e);
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

    /// Sets what is known of a valid path, but for its references.
    void correct(PathInfo info) {
        ask(it -> {
            it.transaction(() -> it.update(info));
            return true;
        });
    }

    @Override
    public Optional<Realisation> realisation(DrvOutput id) {
        return options.contentAddressed() && exists()
                ? ask(it -> it.realisations().orElseThrow().query(id))
                : Optional.empty();
    }

    @Override
    public void register(Realisation realisation) {
        if (!options.contentAddressed()) {
            throw StoreErrors.missingFeature("ca-derivations");
        }
        ask(it -> {
            it.transaction(() -> it.realisations().orElseThrow().add(realisation));
            return true;
        });
    }

    @Override
    public PathInfo signed(PathInfo info) {
        return options.signed(info, storeDir());
    }

    @Override
    public Realisation signed(Realisation realisation) {
        return options.signed(realisation);
    }

    @Override
    public Optional<byte[]> buildLog(StorePath derivation) {
        try {
            return new BuildLogs(layout.logs()).read(derivation);
        } catch (IOException e) {
            throw StoreErrors.io("reading the log of '" + storeDir().print(derivation) + "'", e);
        }
    }

    @Override
    public void addBuildLog(StorePath derivation, byte[] log) {
        try {
            new BuildLogs(layout.logs()).add(derivation, log);
        } catch (IOException e) {
            throw StoreErrors.io("writing the log of '" + storeDir().print(derivation) + "'", e);
        }
    }

    /// Compares the database with the files: [Verifier].
    ///
    /// @return whether all is well, after repairing
    public boolean verify(boolean contents, Optional<Consumer<StorePath>> repair,
            Verifier.Listener listener) {
        try {
            return Verifier.verify(this, contents, repair, listener);
        } catch (IOException e) {
            throw StoreErrors.io("verifying the store", e);
        }
    }

    /// Makes equal files one: [Optimiser].
    public Optimiser.Saved optimise(Consumer<String> warnings) {
        try {
            return Optimiser.all(this, warnings);
        } catch (IOException e) {
            throw StoreErrors.io("optimising the store", e);
        }
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
        if (options.readOnly()) {
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
    @Override
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
            return lock::deleteAndClose;
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
            keptValid.clear();
        } catch (IOException e) {
            throw StoreErrors.io("closing the store", e);
        } catch (SQLException e) {
            throw new StoreException("closing the database: " + e.getMessage());
        }
    }
}
