package flakelab.build;

import flakelab.hash.Nix32;
import flakelab.store.StorePath;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds the hash parts of store paths in the bytes written to it: what an output refers to.
///
/// Looks only at every 32nd byte until one is a digit that can end a hash part, so most of a file is skipped
/// (CppNix `src/libutil/references.cc`).
final class ReferenceScanner extends OutputStream {
    private static final int LENGTH = StorePath.HASH_LENGTH;
    private static final boolean[] DIGIT = new boolean[256];

    static {
        for (char c = 0; c < 256; c++) {
            DIGIT[c] = Nix32.isDigit(c);
        }
    }

    private final Map<Long, List<StorePath>> wanted = new HashMap<>();
    private final SortedSet<StorePath> found = new TreeSet<>();
    private final byte[] window = new byte[2 * LENGTH];
    private int held;

    ReferenceScanner(Collection<StorePath> candidates) {
        for (StorePath path : candidates) {
            wanted.computeIfAbsent(key(path.hashPart()), _ -> new ArrayList<>(1)).add(path);
        }
    }

    SortedSet<StorePath> found() {
        return found;
    }

    @Override
    public void write(int b) {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int head = Math.min(length, LENGTH);
        System.arraycopy(bytes, offset, window, held, head);
        search(window, 0, held + head); // what spans the previous piece and this one
        search(bytes, offset, length);
        keepTail(bytes, offset, length, head);
    }

    private void keepTail(byte[] bytes, int offset, int length, int head) {
        if (length >= LENGTH) {
            held = LENGTH - 1;
            System.arraycopy(bytes, offset + length - held, window, 0, held);
            return;
        }
        int total = held + head;
        int kept = Math.min(total, LENGTH - 1);
        System.arraycopy(window, total - kept, window, 0, kept);
        held = kept;
    }

    private void search(byte[] bytes, int offset, int length) {
        int end = offset + length - LENGTH;
        int at = offset;
        while (at <= end) {
            int last = at + LENGTH - 1;
            while (last >= at && DIGIT[bytes[last] & 0xff]) {
                last--;
            }
            if (last >= at) {
                at = last + 1;
            } else {
                match(bytes, at);
                at++;
            }
        }
    }

    private void match(byte[] bytes, int at) {
        for (StorePath path : wanted.getOrDefault(key(bytes, at), List.of())) {
            if (same(path.hashPart(), bytes, at)) {
                found.add(path);
            }
        }
    }

    /// The first eight digits; full equality is checked afterwards.
    private static long key(byte[] bytes, int at) {
        long key = 0;
        for (int i = 0; i < 8; i++) {
            key = key << 8 | bytes[at + i] & 0xff;
        }
        return key;
    }

    private static long key(String hashPart) {
        long key = 0;
        for (int i = 0; i < 8; i++) {
            key = key << 8 | hashPart.charAt(i);
        }
        return key;
    }

    private static boolean same(String hashPart, byte[] bytes, int at) {
        for (int i = 0; i < LENGTH; i++) {
            if (hashPart.charAt(i) != (bytes[at + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
