package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A hash of a stream in which an object's own hash part counts as zeros, so that an object that refers to itself can be
/// addressed by its content; where the hash part stood is hashed too (CppNix `HashModuloSink`).
public final class HashModulo extends OutputStream {
    private final HashSink sink;
    private final byte[] modulus;
    private final byte[] held;
    private int used;
    private long before;
    private final List<Long> matches = new ArrayList<>();

    public HashModulo(HashAlgorithm algorithm, String hashPart) {
        this.sink = new HashSink(algorithm);
        this.modulus = hashPart.getBytes(StandardCharsets.ISO_8859_1);
        this.held = new byte[64 * 1024 + modulus.length];
    }

    @Override
    public void write(int b) {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, held.length - used);
            System.arraycopy(bytes, from, held, used, count);
            used += count;
            from += count;
            left -= count;
            if (used == held.length) {
                pass(modulus.length - 1);
            }
        }
    }

    /// Masks what matches and passes on all but the last `keep` bytes, which may be the beginning of a match.
    private void pass(int keep) {
        for (int i = 0; i + modulus.length <= used; i++) {
            if (held[i] == modulus[0] && matches(i)) {
                java.util.Arrays.fill(held, i, i + modulus.length, (byte) 0);
                matches.add(before + i);
            }
        }
        int count = Math.max(0, used - keep);
        sink.write(held, 0, count);
        System.arraycopy(held, count, held, 0, used - count);
        before += count;
        used -= count;
    }

    private boolean matches(int at) {
        return java.util.Arrays.equals(held, at, at + modulus.length, modulus, 0, modulus.length);
    }

    /// The hash of everything written.
    public Hash finish() {
        pass(0);
        for (long match : matches) {
            byte[] text = ("|" + match).getBytes(StandardCharsets.ISO_8859_1);
            sink.write(text, 0, text.length);
        }
        return sink.finish();
    }
}
