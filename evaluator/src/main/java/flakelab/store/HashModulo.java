package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// A hash of a stream in which an object's own hash part counts as zeros, so that an object that refers to itself can be
/// addressed by its content (CppNix `HashModuloSink`, `src/libstore/references.cc`).
public final class HashModulo extends OutputStream {
    private final HashSink sink;
    private final HashRewriter masked;

    public HashModulo(HashAlgorithm algorithm, String hashPart) {
        this.sink = new HashSink(algorithm);
        this.masked = new HashRewriter(Map.of(hashPart, "\0".repeat(hashPart.length())), sink);
    }

    @Override
    public void write(int b) throws IOException {
        masked.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        masked.write(bytes, offset, length);
    }

    /// The hash of everything written.
    public Hash finish() throws IOException {
        masked.finish();
        return sink.finish();
    }
}
