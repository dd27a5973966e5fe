package flakelab.store.cache;

import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.NarHash;
import flakelab.nar.NarReader;
import flakelab.nar.Tree;
import flakelab.store.DrvOutput;
import flakelab.store.PathInfo;
import flakelab.store.Realisation;
import flakelab.store.SecretKey;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StoreErrors;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final StoreDir dir = StoreDir.DEFAULT;
    private final Place place;
    private final Compression compression;
    private final List<SecretKey> signers;
    private final Map<StorePath, NarInfo> known = new ConcurrentHashMap<>();
    private @Nullable Facts facts;

    /// What `nix-cache-info` says.
    ///
    /// @param priority lower ones are asked first
    public record Facts(boolean wantMassQuery, int priority) {}

    private BinaryCache(String uri, Place place, Compression compression, List<SecretKey> signers) {
        this.uri = uri;
        this.place = place;
        this.compression = compression;
        this.signers = List.copyOf(signers);
    }

    /// The cache at `https://…`, `http://…` or `file://…`.
    public static BinaryCache at(String uri) {
        return at(uri, Compression.XZ, List.of());
    }

    /// As above; what is added is compressed and signed as said.
    ///
    /// @throws flakelab.store.StoreException for another kind of address
    public static BinaryCache at(String uri, Compression compression, List<SecretKey> signers) {
        URI parsed = URI.create(uri);
        return switch (String.valueOf(parsed.getScheme())) {
            case "http", "https" -> new BinaryCache(uri, new Website(parsed), compression, signers);
            case "file" -> new BinaryCache(uri, new Directory(Path.of(parsed.getPath())),
                    compression, signers);
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
        return new Facts(massQuery, priority);
    }

    private Optional<String> text(String name) {
        try (InputStream in = place.open(name).orElse(null)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readNBytes(MOST_INFO_BYTES),
                            StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw StoreErrors.io("reading from binary cache '" + uri + "'", e);
        }
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
    public void importNar(PathInfo info, InputStream nar) {
        if (!place.writable()) {
            throw StoreErrors.unsupported("addToStore", uri);
        }
        if (isValid(info.path())) {
            return;
        }
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
                add(info, nar, temp);
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

    private void add(PathInfo info, InputStream nar, Path temp) throws IOException {
        HashSink narHash = new HashSink(HashAlgorithm.SHA256);
        HashSink fileHash = new HashSink(HashAlgorithm.SHA256);
        try (OutputStream file = Files.newOutputStream(temp);
                OutputStream compressed = compression.compress(new Tee(file, fileHash),
                        info.narSize())) {
            NarReader.copy(nar, new Tee(compressed, narHash));
        }
        NarHash got = new NarHash(narHash.finish(), narHash.count());
        if (!got.equals(new NarHash(info.narHash(), info.narSize()))) {
            throw StoreErrors.error(
                    "hash mismatch importing path '%s';\n  specified: %s\n  got:       %s",
                    dir.print(info.path()), info.narHash(), got.hash());
        }
        flakelab.hash.Hash compressedHash = fileHash.finish();
        String url = "nar/" + compressedHash.toNix32() + ".nar" + compression.suffix();
        if (!place.exists(url)) {
            place.put(url, temp);
        }
        NarInfo narInfo = new NarInfo(signed(info), url, compression, Optional.of(compressedHash),
                fileHash.count());
        put(info.path().hashPart() + ".narinfo", narInfo.render(dir));
        known.put(info.path(), narInfo);
    }

    private PathInfo signed(PathInfo info) {
        Set<String> signatures = new LinkedHashSet<>(info.signatures());
        signers.forEach(key -> signatures.add(key.sign(info.fingerprint(dir)).toString()));
        return info.withSignatures(new ArrayList<>(signatures));
    }

    @Override
    public void close() {}
}
