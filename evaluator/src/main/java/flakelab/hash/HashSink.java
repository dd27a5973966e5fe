package flakelab.hash;

import java.io.OutputStream;
import java.security.MessageDigest;

/// A stream that hashes and counts what is written to it and keeps nothing.
public final class HashSink extends OutputStream {
    private final HashAlgorithm algorithm;
    private final MessageDigest digest;
    private long count;

    public HashSink(HashAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.digest = algorithm.newDigest();
    }

    @Override
    public void write(int b) {
        digest.update((byte) b);
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        count += length;
    }

    /// How many bytes were written.
    public long count() {
        return count;
    }

    /// The hash of everything written; the sink starts afresh.
    public Hash finish() {
        return new Hash(algorithm, digest.digest());
    }
}
