package flakelab.store.cache;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.NarHash;
import flakelab.nar.NarListing;
import flakelab.nar.NarReader;
import flakelab.nar.NarWriter;
import flakelab.nar.Tree;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.DrvOutput;
import flakelab.store.PathInfo;
import flakelab.store.Realisation;
import flakelab.store.References;
import flakelab.store.SecretKey;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StoreErrors;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.store.Tee;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A binary cache: `nix-cache-info`, a `.narinfo` for each path, and archives (CppNix `BinaryCacheStore`).
///
/// Nothing read from it is believed here: who copies from it checks signatures
/// ([flakelab.store.TrustedKeys]), and the importing store checks hashes.
public final class BinaryCache implements Store {
    private static final String INFO = "nix-cache-info";
    private static final int DEFAULT_PRIORITY = 50;
    private static final int MOST_INFO_BYTES = 16 << 20;

    private final String uri;
    private final StoreDir dir;
    private final Place place;
    private final CacheOptions options;
    private final Map<StorePath, NarInfo> known = new ConcurrentHashMap<>();
    private @Nullable Facts facts;

    /// What `nix-cache-info` says.
    ///
    /// @param priority lower ones are asked first
    public record Facts(boolean wantMassQuery, int priority) {}

    private BinaryCache(String uri, Place place, CacheOptions options) {
        this.uri = uri;
        this.dir = options.dir();
        this.place = place;
        this.options = options;
    }

    /// The cache at `https://…`, `http://…` or `file://…`, of the usual store directory.
    public static BinaryCache at(String uri) {
        return at(uri, CacheOptions.of(StoreDir.DEFAULT));
    }

    /// As above; what is added is compressed and signed as said.
    public static BinaryCache at(String uri, Compression compression, List<SecretKey> signers) {
        return at(uri, CacheOptions.of(StoreDir.DEFAULT).with(compression, signers));
    }

    /// As above, used as the options say.
    ///
    /// @throws flakelab.store.StoreException for another kind of address
    public static BinaryCache at(String uri, CacheOptions options) {
        URI parsed = URI.create(uri);
        return switch (String.valueOf(parsed.getScheme())) {
            case "http", "https" -> new BinaryCache(uri, new Website(parsed), options);
            case "file" -> new BinaryCache(uri, new Directory(Path.of(parsed.getPath())), options);
            default -> throw StoreErrors.error("don't know how to open Nix store with scheme '%s'",
                    parsed.getScheme());
        };
    }

    @Override
    public StoreDir storeDir() {
        return dir;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    /// What the cache says of itself, asked once.
    ///
    /// @throws flakelab.store.StoreException if it is of another store directory
    public synchronized Facts facts() {
        Facts found = facts;
        if (found == null) {
            found = facts = readFacts();
        }
        return found;
    }

    private Facts readFacts() {
        boolean massQuery = false;
        int priority = DEFAULT_PRIORITY;
        for (String line : text(INFO).orElse("").split("\n")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "StoreDir" -> {
                    if (!value.equals(dir.path())) {
                        throw StoreErrors.error(
                                "binary cache '%s' is for Nix stores with prefix '%s', not '%s'",
                                uri,
                                value, dir.path());
                    }
                }
                case "WantMassQuery" -> massQuery = value.equals("1");
                case "Priority" -> priority = Integer.parseInt(value);
                default -> {
                    // Fields of newer versions are passed over.
                }
            }
        }
        return new Facts(massQuery, options.priority().orElse(priority));
    }

    private Optional<String> text(String name) {
        try (InputStream in = place.open(name).orElse(null)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readNBytes(MOST_INFO_BYTES),
                            StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// A failed download says where from already.
    private StoreException unreadable(IOException e) {
        return place.writable()
                ? StoreErrors.io("reading from binary cache '" + uri + "'", e)
                : new StoreException(String.valueOf(e.getMessage()));
    }

    /// What the cache has of a path, and where its archive is.
    public Optional<NarInfo> narInfo(StorePath path) {
        NarInfo remembered = known.get(path);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        facts();
        String name = path.hashPart() + ".narinfo";
        Optional<NarInfo> found = text(name).map(text -> NarInfo.parse(dir, text, name))
            .filter(it -> it.info().path().equals(path));
        found.ifPresent(it -> known.put(path, it));
        return found;
    }

    @Override
    public int priority() {
        return facts().priority();
    }

    @Override
    public boolean isValid(StorePath path) {
        return narInfo(path).isPresent();
    }

    @Override
    public Optional<PathInfo> query(StorePath path) {
        return narInfo(path).map(NarInfo::info);
    }

    @Override
    public Optional<StorePath> findByHashPart(String hashPart) {
        String name = hashPart + ".narinfo";
        return text(name).map(text -> NarInfo.parse(dir, text, name).info().path());
    }

    @Override
    public void exportNar(StorePath path, OutputStream out) {
        NarInfo info = narInfo(path).orElseThrow(() -> StoreErrors.notValid(dir.print(path)));
        try (InputStream file = place.open(info.url())
            .orElseThrow(() -> StoreErrors.error(
                    "file '%s' does not exist in binary cache '%s'", info.url(), uri));
                InputStream nar = info.compression().decompress(file)) {
            nar.transferTo(out);
        } catch (IOException e) {
            throw StoreErrors.io("fetching '" + dir.print(path) + "' from '" + uri + "'", e);
        }
    }

    @Override
    public Tree tree(StorePath path) {
        ByteArrayOutputStream nar = new ByteArrayOutputStream();
        exportNar(path, nar);
        try {
            return Tree.ofNar(new ByteArrayInputStream(nar.toByteArray()));
        } catch (IOException e) {
            throw StoreErrors.io("reading '" + dir.print(path) + "'", e);
        }
    }

    @Override
    public StorePath addToStore(String name, Tree tree, ContentAddressMethod method,
            HashAlgorithm algorithm, Set<StorePath> references) {
        ContentAddress address = new ContentAddress(method,
                ContentHash.of(tree, method, algorithm));
        StorePath path = dir.makeContentAddressedPath(address, name, References.of(references));
        ByteArrayOutputStream nar = new ByteArrayOutputStream();
        try {
            NarWriter.write(tree, nar);
        } catch (IOException e) {
            throw StoreErrors.io("adding '" + name + "' to '" + uri + "'", e);
        }
        byte[] bytes = nar.toByteArray();
        importNar(PathInfo.of(path, Hash.of(HashAlgorithm.SHA256, bytes), bytes.length)
            .withReferences(List.copyOf(new TreeSet<>(references)))
            .withCa(Optional.of(address)), new ByteArrayInputStream(bytes));
        return path;
    }

    @Override
    public void addSignatures(StorePath path, Collection<String> signatures) {
        NarInfo info = narInfo(path).orElseThrow(() -> StoreErrors.notValid(dir.print(path)));
        Set<String> all = new TreeSet<>(info.info().signatures());
        all.addAll(signatures);
        NarInfo changed = new NarInfo(info.info().withSignatures(List.copyOf(all)), info.url(),
                info.compression(), info.fileHash(), info.fileSize());
        write(path.hashPart() + ".narinfo", changed.render(dir));
        known.put(path, changed);
    }

    @Override
    public SortedSet<StorePath> allValid() {
        SortedSet<StorePath> found = new TreeSet<>();
        try {
            for (String name : place.list()) {
                if (name.endsWith(".narinfo")) {
                    findByHashPart(name.substring(0, name.indexOf('.'))).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw StoreErrors.unsupported("queryAllValidPaths", uri);
        }
        return found;
    }

    @Override
    public Access connect() {
        if (place.writable()) {
            try {
                prepare();
            } catch (IOException e) {
                throw StoreErrors.io("opening '" + uri + "'", e);
            }
        }
        facts();
        return new Access(Optional.empty(),
                place.writable() ? Optional.of(true) : Optional.empty());
    }

    @Override
    public void importNar(PathInfo info, InputStream nar) {
        requireWritable();
        if (!isValid(info.path())) {
            write(info, nar, false);
        }
    }

    @Override
    public void repairNar(PathInfo info, InputStream nar) {
        write(info, nar, true);
    }

    private void requireWritable() {
        if (!place.writable()) {
            throw StoreErrors.unsupported("addToStore", uri);
        }
    }

    private void write(PathInfo info, InputStream nar, boolean replace) {
        requireWritable();
        try {
            prepare();
            for (StorePath reference : info.references()) {
                if (!reference.equals(info.path()) && !isValid(reference)) {
                    throw StoreErrors.error(
                            "cannot add '%s' to the binary cache because the reference '%s' is not valid",
                            dir.print(info.path()), dir.print(reference));
                }
            }
            Path temp = Files.createTempFile("flakelab-", ".nar");
            try {
                add(info, nar, temp, replace);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (IOException e) {
            throw StoreErrors.io("adding '" + dir.print(info.path()) + "' to '" + uri + "'", e);
        }
    }

    @Override
    public Optional<byte[]> buildLog(StorePath derivation) {
        return text("log/" + derivation.baseName())
            .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void addBuildLog(StorePath derivation, byte[] log) {
        write("log/" + derivation.baseName(), new String(log, StandardCharsets.ISO_8859_1));
    }

    @Override
    public Optional<Realisation> realisation(DrvOutput id) {
        return text(place(id)).map(text -> Realisation.parse(id,
                new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
    }

    @Override
    public void register(Realisation realisation) {
        write(place(realisation.id()), realisation.render());
    }

    private static String place(DrvOutput id) {
        return "realisations/" + id + ".doi";
    }

    private void write(String name, String text) {
        try {
            prepare();
            put(name, text);
        } catch (IOException e) {
            throw StoreErrors.io("writing '" + name + "' to '" + uri + "'", e);
        }
    }

    private void prepare() throws IOException {
        if (!place.exists(INFO)) {
            put(INFO, "StoreDir: " + dir.path() + "\n");
        }
    }

    private void put(String name, String text) throws IOException {
        Path temp = Files.createTempFile("flakelab-", ".tmp");
        try {
            place.put(name, Files.writeString(temp, text, StandardCharsets.ISO_8859_1));
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    private void add(PathInfo info, InputStream nar, Path temp, boolean replace)
            throws IOException {
        HashSink narHash = new HashSink(HashAlgorithm.SHA256);
        HashSink fileHash = new HashSink(HashAlgorithm.SHA256);
        try (OutputStream file = Files.newOutputStream(temp);
                OutputStream compressed = options.compression()
                    .compress(new Tee(file, fileHash), info.narSize(), options.level())) {
            NarReader.copy(nar, new Tee(compressed, narHash));
        }
        NarHash got = new NarHash(narHash.finish(), narHash.count());
        if (!got.equals(new NarHash(info.narHash(), info.narSize()))) {
            throw StoreErrors.error(
                    "hash mismatch importing path '%s';\n  specified: %s\n  got:       %s",
                    dir.print(info.path()), info.narHash(), got.hash());
        }
        Hash compressedHash = fileHash.finish();
        String url = "nar/" + compressedHash.toNix32() + ".nar" + options.compression().suffix();
        if (replace || !place.exists(url)) {
            place.put(url, temp);
        }
        if (options.listings()) {
            writeListing(info, temp);
        }
        NarInfo narInfo = new NarInfo(countersigned(info), url, options.compression(), Optional.of(compressedHash),
                fileHash.count());
        put(info.path().hashPart() + ".narinfo", narInfo.render(dir));
        known.put(info.path(), narInfo);
    }

    private void writeListing(PathInfo info, Path file) throws IOException {
        try (InputStream nar = options.compression().decompress(Files.newInputStream(file))) {
            String listing = NarListing.of(nar).toJson(true).toString();
            put(info.path().hashPart() + ".ls", new String(
                    ("{\"root\":" + listing + ",\"version\":1}").getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.ISO_8859_1));
        }
    }

    private PathInfo countersigned(PathInfo info) {
        Set<String> signatures = new LinkedHashSet<>(info.signatures());
        options.signers().forEach(key -> signatures.add(key.sign(info.fingerprint(dir)).toString()));
        return info.withSignatures(new ArrayList<>(signatures));
    }

    @Override
    public void close() {}
}
