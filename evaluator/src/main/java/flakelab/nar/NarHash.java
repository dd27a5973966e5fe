package flakelab.nar;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import java.io.IOException;
import java.nio.file.Path;

/// The SHA-256 of a tree's archive and the archive's length in bytes: what Nix calls `narHash` and `narSize`.
public record NarHash(Hash hash, long size) {
    /// Of a place of the file system.
    public static NarHash of(Path path) throws IOException {
        return of(Tree.of(path));
    }

    public static NarHash of(Tree tree) throws IOException {
        return of(tree, HashAlgorithm.SHA256);
    }

    /// The archive's hash by another algorithm.
    public static NarHash of(Tree tree, HashAlgorithm algorithm) throws IOException {
        HashSink sink = new HashSink(algorithm);
        NarWriter.write(tree, sink);
        return new NarHash(sink.finish(), sink.count());
    }
}
