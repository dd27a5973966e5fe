package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/// A Nix store: objects by store path, and what is known of them.
///
/// Every method may be called from any thread and throws [StoreException] when the store cannot do it. What only some
/// kinds of store can do is refused in CppNix's words by the defaults here.
public interface Store extends AutoCloseable {
    /// The logical directory, part of every path's hash.
    StoreDir storeDir();

    /// The store's own address: `local`, `dummy://`, `daemon`, `https://cache.example.org`.
    String uri();

    /// What a store says of itself when it is reached.
    ///
    /// @param version of the Nix that keeps it
    /// @param trusted whether it believes what we tell it
    record Access(Optional<String> version, Optional<Boolean> trusted) {}

    /// When it is asked among substituters: lower ones first.
    default int priority() {
        return 0;
    }

    /// Reaches the store.
    ///
    /// @throws StoreException if it cannot be reached
    default Access connect() {
        return new Access(Optional.empty(), Optional.empty());
    }

    /// Whether nothing is written: [#addToStore] and [#addText] then only compute paths.
    boolean readOnly();

    /// Where an object's files are on this machine's disk (they need not exist).
    default Path realPath(StorePath path) {
        return Path.of(storeDir().print(path));
    }

    boolean isValid(StorePath path);

    /// What is known of a valid path; empty if it is not valid.
    Optional<PathInfo> query(StorePath path);

    /// What is known of a path that must be valid.
    ///
    /// @throws StoreException.InvalidPath otherwise
    default PathInfo require(StorePath path) {
        return query(path).orElseThrow(() -> StoreErrors.notValid(storeDir().print(path)));
    }

    /// Those of the paths that are valid.
    default SortedSet<StorePath> valid(Collection<StorePath> paths) {
        SortedSet<StorePath> found = new TreeSet<>();
        for (StorePath path : paths) {
            if (isValid(path)) {
                found.add(path);
            }
        }
        return found;
    }

    /// All valid paths.
    default SortedSet<StorePath> allValid() {
        throw StoreErrors.unsupported("queryAllValidPaths", uri());
    }

    /// The valid path with a hash part.
    default Optional<StorePath> findByHashPart(String hashPart) {
        throw StoreErrors.unsupported("queryPathFromHashPart", uri());
    }

    /// Copies a tree into the store under the path its content gives it; a temporary root keeps it.
    ///
    /// The algorithm is SHA-256 in all but rare cases.
    default StorePath addToStore(String name, Tree tree, ContentAddressMethod method,
            HashAlgorithm algorithm,
            Set<StorePath> references) {
        if (readOnly()) {
            return ContentHash.storePath(storeDir(), name, tree, method, algorithm, references);
        }
        throw StoreErrors.unsupported("addToStore", uri());
    }

    /// Adds a file that refers to others, as `builtins.toFile` and derivations do.
    default StorePath addText(String name, byte[] content, Set<StorePath> references) {
        if (readOnly()) {
            return storeDir().makeTextPath(name, Hash.of(HashAlgorithm.SHA256, content),
                    references);
        }
        return addToStore(name, Tree.ofBytes(content, false), ContentAddressMethod.TEXT,
                HashAlgorithm.SHA256,
                references);
    }

    /// Adds a derivation's text; `outputs` are the paths of its outputs known before building, which the store may
    /// record without reading the text.
    default StorePath addDerivation(String name, byte[] aterm, Set<StorePath> references,
            Map<String, StorePath> outputs) {
        return addText(name, aterm, references);
    }

    /// Does work during which additions may be made known to other processes in groups, which is faster: at the latest
    /// when the work ends, also by an exception. This store itself knows them at once.
    default <T> T grouping(Supplier<T> work) {
        return work.get();
    }

    /// Records objects whose files are already in place and canonical; all or none.
    default void register(Collection<PathInfo> infos) {
        throw StoreErrors.unsupported("registerValidPaths", uri());
    }

    /// Adds an object from its archive, checked against the information; nothing happens if it is valid already.
    default void importNar(PathInfo info, InputStream nar) {
        throw StoreErrors.unsupported("addToStore", uri());
    }

    /// As [#importNar], but what is there already is replaced.
    default void repairNar(PathInfo info, InputStream nar) {
        throw StoreErrors.error("repairing is not supported by store '%s'", uri());
    }

    /// Writes a valid path's archive.
    default void exportNar(StorePath path, OutputStream out) {
        throw StoreErrors.unsupported("narFromPath", uri());
    }

    /// A valid path's files.
    default Tree tree(StorePath path) {
        return Tree.of(realPath(path));
    }

    /// The content of an object that is a single file, registered or not.
    ///
    /// @throws StoreException if there is no such file
    default byte[] readFile(StorePath path) {
        try {
            return tree(path).readFile();
        } catch (IOException e) {
            throw StoreErrors.io("reading '" + storeDir().print(path) + "'", e);
        }
    }

    /// The paths and everything they refer to, directly or not.
    ///
    /// @throws StoreException.InvalidPath if one of them is not valid
    default SortedSet<StorePath> closure(Collection<StorePath> paths) {
        SortedSet<StorePath> seen = new TreeSet<>(paths);
        ArrayDeque<StorePath> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            for (StorePath reference : require(left.remove()).references()) {
                if (seen.add(reference)) {
                    left.add(reference);
                }
            }
        }
        return seen;
    }

    /// Paths in an order in which each comes after those of them it refers to.
    default List<StorePath> sorted(Collection<StorePath> paths) {
        return new ReferenceOrder(this, paths).sort();
    }

    /// The valid paths that refer to a path.
    default SortedSet<StorePath> referrers(StorePath path) {
        throw StoreErrors.unsupported("queryReferrers", uri());
    }

    /// The valid derivations that have the path as an output.
    default SortedSet<StorePath> validDerivers(StorePath path) {
        return new TreeSet<>();
    }

    /// Keeps a path from garbage collection until this process ends.
    default void addTempRoot(StorePath path) {}

    /// Keeps what a symbolic link anywhere points to for as long as the link exists.
    default void addIndirectRoot(Path link) {
        throw StoreErrors.unsupported("addIndirectRoot", uri());
    }

    /// Keeps a path by a symbolic link made for it; nothing where nothing is ever deleted.
    default void addPermanentRoot(StorePath path, Path link) {}

    /// Excludes other processes from making the same path until closed.
    default Lock lock(StorePath path) {
        return () -> {};
    }

    /// Excludes other processes from making any of the paths until closed.
    default Lock lock(Collection<StorePath> paths) {
        List<Lock> held = new TreeSet<>(paths).stream().map(this::lock).toList();
        return () -> held.forEach(Lock::close);
    }

    /// Something to release.
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    /// Records signatures of a valid path.
    default void addSignatures(StorePath path, Collection<String> signatures) {
        throw StoreErrors.unsupported("addSignatures", uri());
    }

    /// The recorded outputs of a derivation, by output name.
    default Map<String, StorePath> derivationOutputs(StorePath derivation) {
        return Map.of();
    }

    /// The information of an object built here, signed with the keys of the settings.
    default PathInfo signed(PathInfo info) {
        return info;
    }

    /// As above, of a realisation.
    default Realisation signed(Realisation realisation) {
        return realisation;
    }

    /// What an output turned out to be.
    default Optional<Realisation> realisation(DrvOutput id) {
        return Optional.empty();
    }

    /// Records what an output turned out to be; its path must be valid.
    default void register(Realisation realisation) {
        throw StoreErrors.unsupported("registerDrvOutput", uri());
    }

    /// A derivation's build log, everything its builder said; empty if there is none.
    default Optional<byte[]> buildLog(StorePath derivation) {
        return Optional.empty();
    }

    /// Keeps a build log from elsewhere, unless there is one.
    default void addBuildLog(StorePath derivation, byte[] log) {
        throw StoreErrors.unsupported("addBuildLog", uri());
    }

    /// Builds what must be built; only stores with a builder of their own (a daemon) can.
    default List<BuildResult> build(Collection<Wanted> wanted, BuildMode mode) {
        throw StoreErrors.unsupported("buildPathsWithResults", uri());
    }

    /// What would have to be built or fetched.
    default Missing missing(Collection<Wanted> wanted) {
        throw StoreErrors.unsupported("queryMissing", uri());
    }

    @Override
    default void close() {}
}
