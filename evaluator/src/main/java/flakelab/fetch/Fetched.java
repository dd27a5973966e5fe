package flakelab.fetch;

import flakelab.nar.Tree;
import flakelab.store.StorePath;
import java.util.Optional;

/// What an input gave.
///
/// @param tree        the files, perhaps not read yet
/// @param locked      the input with all that is known of it now
/// @param fingerprint names the content in caches: equal fingerprints, equal trees
/// @param storePath   where it is in the store already
/// @param display     what messages put before paths in the tree: a directory, or the input in guillemets
/// @param missing     why a path is not in the tree, where there is more to say than that
public record Fetched(Tree tree, Input locked, Optional<String> fingerprint,
        Optional<StorePath> storePath,
        String display, Missing missing) {
    /// Explains a path (from the root, without a slash at the front) that is not in a tree.
    @FunctionalInterface
    public interface Missing {
        Missing NOTHING_TO_SAY = path -> Optional.empty();

        Optional<FetchException> why(String path);
    }

    static Fetched of(Tree tree, Input locked) {
        return new Fetched(tree, locked, Optional.empty(), Optional.empty(),
                "\u00c2\u00ab" + locked + "\u00c2\u00bb",
                Missing.NOTHING_TO_SAY);
    }

    Fetched withFingerprint(String text) {
        return new Fetched(tree, locked, Optional.of(text), storePath, display, missing);
    }

    Fetched withStorePath(StorePath path) {
        return new Fetched(tree, locked, fingerprint, Optional.of(path), display, missing);
    }

    Fetched withLocked(Input input) {
        return new Fetched(tree, input, fingerprint, storePath, display, missing);
    }

    Fetched withDisplay(String shown) {
        return new Fetched(tree, locked, fingerprint, storePath, shown, missing);
    }

    Fetched withMissing(Missing explained) {
        return new Fetched(tree, locked, fingerprint, storePath, display, explained);
    }
}
