package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.NarHash;
import flakelab.nar.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/// The hash a content address is made of, of a tree.
public final class ContentHash {
    private ContentHash() {}

    /// Hashes a tree by a method.
    ///
    /// @throws StoreException if the tree is not a file where the method needs one, or cannot be read
    public static Hash of(Tree tree, ContentAddressMethod method, HashAlgorithm algorithm) {
        try {
            return switch (method) {
                case NAR -> NarHash.of(tree, algorithm).hash();
                case GIT -> GitHash.of(tree, algorithm);
                case FLAT, TEXT -> flat(tree, algorithm);
            };
        } catch (IOException e) {
            throw StoreErrors.io("hashing", e);
        }
    }

    /// The path a tree would have in a store.
    public static StorePath storePath(StoreDir dir, String name, Tree tree,
            ContentAddressMethod method,
            HashAlgorithm algorithm, Set<StorePath> references) {
        return dir.makeContentAddressedPath(new ContentAddress(method, of(tree, method, algorithm)),
                name,
                References.of(references));
    }

    private static Hash flat(Tree tree, HashAlgorithm algorithm) throws IOException {
        if (tree.type() != Tree.Type.REGULAR) {
            throw StoreErrors.error("'%s' is not a regular file", tree);
        }
        HashSink sink = new HashSink(algorithm);
        try (InputStream in = tree.open()) {
            in.transferTo(sink);
        }
        return sink.finish();
    }
}
