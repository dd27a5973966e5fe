package flakelab.fetch;

import flakelab.nar.FileNames;
import flakelab.nar.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectInserter;

/// Archives by URL, and those that forges make of commits (CppNix `src/libfetchers/tarball.cc`, `github.cc`).
final class ArchiveFetcher implements AutoCloseable {
    private final Cache cache;
    private final Downloads downloads;
    private final Log log;
    private final TarballCache trees;
    private final Forges forges;
    private final FetchSettings settings;

    ArchiveFetcher(FetchSettings settings, Cache cache, Downloads downloads, Log log) {
        this.settings = settings;
        this.cache = cache;
        this.downloads = downloads;
        this.log = log;
        this.trees = new TarballCache(settings.cacheDirectory(), cache);
        this.forges = new Forges(settings, downloads, log);
    }

    /// A cache entry of an archive: `treeHash`, `lastModified`, `etag`, perhaps `immutableUrl`.
    Fetched fetch(TarballInput input) {
        Attributes info = download(input.attributes().needText("url"));
        String treeHash = info.needText("treeHash");
        Input locked = input;
        if (info.text("immutableUrl").isPresent()) {
            locked = Input.ofUrl(info.needText("immutableUrl"));
            if (!locked.type().equals("tarball")) {
                throw FetchErrors.error(
                        "tarball 'Link' headers that redirect to non-tarball URLs are not supported");
            }
        }
        long lastModified = info.needNumber("lastModified");
        if (lastModified != 0 && locked.lastModified().isEmpty()) {
            locked = locked.with("lastModified", lastModified);
        }
        String narHash = trees.narHash(treeHash).toSri();
        return Fetched.of(trees.tree(treeHash), locked.with("narHash", narHash))
            .withDisplay("\u00c2\u00ab" + input + "\u00c2\u00bb")
            .withFingerprint(narHash);
    }

    Fetched fetch(ForgeInput input) {
        Input wanted = input.ref().isPresent() ? input : input.with("ref", "HEAD");
        String rev = input.rev()
            .map(flakelab.hash.Hash::toBase16)
            .orElseGet(() -> forges.revision((ForgeInput) wanted));
        ForgeInput locked = (ForgeInput) wanted.without("ref").with("rev", rev);
        Attributes key = Attributes.of("rev", rev);
        Optional<String> treeHash = cache.lookup("gitRevToTreeHash", key)
            .map(entry -> entry.value().needText("treeHash"))
            .filter(trees::has);
        Optional<Long> time = cache.lookup("gitRevToLastModified", key)
            .map(entry -> entry.value().needNumber("lastModified"));
        if (treeHash.isEmpty() || time.isEmpty()) {
            Forges.Address address = forges.archive(locked);
            try (Transfers.Response archive = downloads.get(address.url(), address.headers(),
                    Optional.empty())) {
                Unpacker.Unpacked unpacked = unpack(archive.body(), locked.toString());
                cache.put("gitRevToTreeHash", key, Attributes.of("treeHash", unpacked.treeHash()));
                cache.put("gitRevToLastModified", key,
                        Attributes.of("lastModified", unpacked.lastModified()));
                treeHash = Optional.of(unpacked.treeHash());
                time = Optional.of(unpacked.lastModified());
            }
        }
        Tree tree = trees.tree(treeHash.orElseThrow());
        return Fetched.of(tree, locked.with("lastModified", time.orElseThrow()))
            .withFingerprint(rev);
    }

    private Attributes download(String url) {
        requireFile(Url.parse(url));
        Attributes key = Attributes.of("url", url);
        Optional<Cache.Entry> cached = cache.lookup("tarball", key)
            .filter(entry -> trees.has(entry.value().needText("treeHash")));
        if (cached.isPresent() && (!cached.get().expired() || settings.offline())) {
            return cached.get().value();
        }
        try (Transfers.Response response = downloads.get(url, java.util.Map.of(),
                cached.map(entry -> entry.value().needText("etag")))) {
            Attributes info = response.notModified()
                    ? cached.orElseThrow().value()
                    : imported(url, response);
            for (String seen : response.urls()) {
                cache.put("tarball", Attributes.of("url", seen), info);
            }
            return info;
        }
    }

    private Attributes imported(String url, Transfers.Response response) {
        Unpacker.Unpacked unpacked = unpack(response.body(), url);
        Attributes info = Attributes.of("etag", response.etag())
            .with("treeHash", unpacked.treeHash())
            .with("lastModified", unpacked.lastModified());
        return response.immutableUrl()
            .map(immutable -> info.with("immutableUrl", immutable))
            .orElse(info);
    }

    private Unpacker.Unpacked unpack(Path archive, String shown) {
        log.activity("unpacking '" + shown + "' into the Git cache");
        try (ObjectInserter objects = trees.inserter()) {
            Unpacker.Unpacked all = Unpacker.unpack(archive, objects);
            return new Unpacker.Unpacked(trees.withoutSingleDirectory(all.treeHash()),
                    all.lastModified());
        } catch (IOException e) {
            throw Trees.failed("reading the Git cache", e);
        }
    }

    /// Words for the mistakes people make with local archives.
    private static void requireFile(Url url) {
        if (!url.scheme().equals("file")) {
            return;
        }
        Path path = FileNames.path(url.filePath());
        String shown = FetchErrors.quoted(url.filePath());
        if (!path.isAbsolute()) {
            throw FetchErrors.error("tarball '%s' must use an absolute path. "
                    + "The 'file' scheme does not support relative paths.", url);
        }
        if (!Files.exists(path)) {
            throw FetchErrors.error("tarball %s does not exist.", shown);
        }
        if (Files.isDirectory(path)) {
            throw Files.exists(path.resolve(".git"))
                    ? FetchErrors.error("tarball %s is a git repository, not a tarball. "
                            + "Please use `git+file` as the scheme.", shown)
                    : FetchErrors.error("tarball %s is a directory, not a file.", shown);
        }
    }

    @Override
    public void close() {
        trees.close();
    }
}
