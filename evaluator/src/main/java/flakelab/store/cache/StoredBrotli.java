package flakelab.store.cache;

import java.io.IOException;
import java.io.OutputStream;

/// Writes a Brotli stream (RFC 7932) of uncompressed blocks, which every reader understands: there is no compressor for
/// the JVM that needs no native code.
final class StoredBrotli extends OutputStream {
    private static final int BLOCK = 1 << 16;
    /// One bit says "not compressed", after 20 of length and flags in all blocks but the first, which has one bit more.
    private static final int STORED = 1 << 19;
    private static final int END = 0b11;

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK];
    private int used;
    private boolean begun;

    StoredBrotli(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, BLOCK - used);
            System.arraycopy(bytes, at, block, used, count);
            used += count;
            at += count;
            left -= count;
            if (used == BLOCK) {
                writeBlock();
            }
        }
    }

    /// Bits, lowest first: not the last block, four nibbles of length, length less one, not compressed.
    private void writeBlock() throws IOException {
        int header = STORED | used - 1 << 3;
        if (!begun) {
            header <<= 1; // a zero first: a window of 64 KiB
            begun = true;
        }
        out.write(header);
        out.write(header >> 8);
        out.write(header >> 16);
        out.write(block, 0, used);
        used = 0;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (used > 0) {
                writeBlock();
            }
            out.write(begun ? END : END << 1);
        }
    }
}
