package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddressMethod;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.Diagnostic;
import java.util.List;
import java.util.Optional;

/// A file to be put into the store, so that its hash is known (CppNix `prefetchFile`, `src/nix/prefetch.cc`).
///
/// @param name       in the store; otherwise the last name of the URL's path
/// @param algorithm  of the hash
/// @param expected   the hash it must have; a file that has it and is in the store is not fetched
/// @param unpack     whether it is an archive whose content is wanted
/// @param executable whether the file is to be executable
public record Prefetch(String url, Optional<String> name, HashAlgorithm algorithm,
        Optional<Hash> expected, boolean unpack, boolean executable) {

    /// Where it is in the store, and its hash: of the file, or of the archive of what is not just a file.
    public record Result(StorePath path, Hash hash) {}

    ContentAddressMethod method() {
        return unpack || executable ? ContentAddressMethod.NAR : ContentAddressMethod.FLAT;
    }

    /// @throws StoreException.BadPath if the name is none
    String storeName() {
        String chosen = name.or(() -> lastName(url))
            .orElseThrow(() -> FetchErrors.error("cannot figure out file name for '%s'", url));
        try {
            StorePath.checkName(chosen);
        } catch (StoreException.BadPath e) {
            if (name.isEmpty()) {
                e.addFrame(new Diagnostic.Frame(Optional.empty(), Emphasis.format(
                        "file name '%s' was extracted from URL '%s'", chosen, url), false));
            }
            throw e;
        }
        return chosen;
    }

    private static Optional<String> lastName(String url) {
        List<String> path;
        try {
            path = Url.parse(url).segmentsWithoutEmpty();
        } catch (FetchException.BadUrl e) {
            path = List.of(url.replaceAll("/+$", "").split("/"));
        }
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(path.getLast()).filter(last -> !last.isEmpty());
    }
}
