package flakelab.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Replaces hash parts of store paths by others of the same length in the bytes passing through (CppNix's
/// `RewritingSink`). [#finish] must be called at the end.
public final class HashRewriter extends OutputStream {
    private static final int LENGTH = StorePath.HASH_LENGTH;

    private final OutputStream next;
    private final byte[][] from;
    private final byte[][] to;
    private final byte[] buffer = new byte[64 * 1024];
    private int used;

    public HashRewriter(Map<String, String> rewrites, OutputStream next) {
        this.next = next;
        this.from = new byte[rewrites.size()][];
        this.to = new byte[rewrites.size()][];
        int i = 0;
        for (Map.Entry<String, String> rewrite : rewrites.entrySet()) {
            from[i] = bytes(rewrite.getKey());
            to[i++] = bytes(rewrite.getValue());
        }
    }

    private static byte[] bytes(String hashPart) {
        if (hashPart.length() != LENGTH) {
            throw new IllegalArgumentException(hashPart);
        }
        return hashPart.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What a text becomes.
    public static String rewrite(String text, Map<String, String> rewrites) {
        String result = text;
        for (Map.Entry<String, String> rewrite : rewrites.entrySet()) {
            result = result.replace(rewrite.getKey(), rewrite.getValue());
        }
        return result;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int count = Math.min(buffer.length - used, end - at);
            System.arraycopy(bytes, at, buffer, used, count);
            used += count;
            at += count;
            if (used == buffer.length) {
                pass(LENGTH - 1);
            }
        }
    }

    /// Passes on what is left.
    public void finish() throws IOException {
        pass(0);
    }

    private void pass(int kept) throws IOException {
        for (int i = 0; i + LENGTH <= used; i++) {
            int which = matching(i);
            if (which >= 0) {
                System.arraycopy(to[which], 0, buffer, i, LENGTH);
                i += LENGTH - 1;
            }
        }
        int count = Math.max(0, used - kept);
        next.write(buffer, 0, count);
        System.arraycopy(buffer, count, buffer, 0, used - count);
        used -= count;
    }

    private int matching(int at) {
        for (int i = 0; i < from.length; i++) {
            byte[] wanted = from[i];
            int j = 0;
            while (j < LENGTH && buffer[at + j] == wanted[j]) {
                j++;
            }
            if (j == LENGTH) {
                return i;
            }
        }
        return -1;
    }
}
