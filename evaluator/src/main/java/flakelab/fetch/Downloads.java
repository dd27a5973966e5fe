package flakelab.fetch;

import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Downloads files into the store, asking the server again only when the copy is older than the time to live, and then
/// by its ETag (CppNix `downloadFile`, `src/libfetchers/tarball.cc`).
public final class Downloads {
    private final Store store;
    private final Cache cache;
    private final Log log;
    private final Transfers transfers;

    Downloads(FetchSettings settings, Store store, Cache cache, Log log) {
        this.store = store;
        this.cache = cache;
        this.log = log;
        this.transfers = new Transfers(settings.network(), log);
    }

    /// A downloaded file.
    ///
    /// @param effectiveUrl after redirects
    /// @param immutableUrl where the server says this content will always be
    public record Downloaded(StorePath path, String etag, String effectiveUrl,
            Optional<String> immutableUrl) {}

    /// @throws FetchException if it cannot be downloaded, and was not before
    Downloaded toStore(String url, String name, Map<String, String> headers) {
        Attributes key = key(url, name);
        Optional<Cache.Entry> cached = cache.lookup("file", key)
            .filter(entry -> store.isValid(pathOf(entry)));
        if (cached.isPresent() && !cached.get().expired()) {
            return downloaded(cached.get());
        }
        try (Transfers.Response response = transfers.get(new Transfers.Request(url, headers,
                cached.map(entry -> entry.value().needText("etag")).orElse(""), false))) {
            StorePath path = response.notModified()
                    ? pathOf(cached.orElseThrow())
                    : add(name, response.body());
            String effective = response.urls().getLast();
            Attributes value = Attributes.of("etag", response.etag())
                .with("url", effective)
                .with("storePath",
                        path.toString());
            if (response.immutableUrl().isPresent()) {
                value = value.with("immutableUrl", response.immutableUrl().get());
            }
            for (String seen : response.urls()) {
                cache.put("file", key(seen, name), value);
            }
            return new Downloaded(path, response.etag(), effective, response.immutableUrl());
        } catch (FetchException e) {
            if (cached.isEmpty()) {
                throw e;
            }
            log.warn(flakelab.text.Emphasis.strip(e.text()) + "; using cached version");
            return downloaded(cached.get());
        }
    }

    /// The content of a downloaded file.
    byte[] read(Downloaded file) {
        try {
            return Files.readAllBytes(store.realPath(file.path()));
        } catch (IOException e) {
            throw Trees.failed("reading '" + file.path() + "'", e);
        }
    }

    /// Downloads to a temporary file, without the store.
    Transfers.Response get(Transfers.Request request) {
        return transfers.get(request);
    }

    private Attributes key(String url, String name) {
        return Attributes.of("name", name).with("url", url).with("store", store.storeDir().path());
    }

    private static StorePath pathOf(Cache.Entry entry) {
        return StorePath.parse(entry.value().needText("storePath"));
    }

    private static Downloaded downloaded(Cache.Entry entry) {
        Attributes value = entry.value();
        return new Downloaded(pathOf(entry), value.needText("etag"), value.needText("url"),
                value.text("immutableUrl"));
    }

    private StorePath add(String name, Path file) {
        return store.addToStore(name, new PlainFile(Tree.of(file), false), ContentAddressMethod.FLAT,
                HashAlgorithm.SHA256, Set.of());
    }
}
