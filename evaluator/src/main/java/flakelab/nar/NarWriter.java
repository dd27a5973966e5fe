package flakelab.nar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/// Writes a tree as a Nix archive.
///
/// The format is the manual's "Nix Archive (NAR) format": strings are a 64-bit little-endian length, the bytes, and zero
/// padding to 8.
public final class NarWriter {
    /// How deep directories may nest, as in CppNix.
    static final int MAX_DEPTH = 64;
    static final String MAGIC = "nix-archive-1";
    private static final int BUFFER = 64 * 1024;
    /// More than all that surrounds a single file's content.
    private static final int FRAME = 256;

    private final OutputStream out;
    private final byte[] buffer;
    private int used;

    private NarWriter(OutputStream out, int capacity) {
        this.out = out;
        this.buffer = new byte[capacity];
    }

    /// Archives what is at a place of the file system, without what the filter refuses.
    public static void write(Path path, OutputStream out, PathFilter filter) throws IOException {
        Tree tree = Tree.of(path);
        write(filter == PathFilter.ALL ? tree : tree.filtered(filter), out);
    }

    /// Archives a tree; `out` is neither flushed nor closed.
    ///
    /// @throws NarException for nodes that cannot be archived
    public static void write(Tree tree, OutputStream out) throws IOException {
        boolean small = tree.type() == Tree.Type.REGULAR && tree.size() < BUFFER - FRAME;
        NarWriter writer = new NarWriter(out, small ? (int) tree.size() + FRAME : BUFFER);
        writer.string(MAGIC);
        writer.node(tree, "", 0);
        writer.flush();
    }

    private void node(Tree tree, String at, int depth) throws IOException {
        if (depth >= MAX_DEPTH) {
            throw NarErrors.tooDeep(at, MAX_DEPTH);
        }
        string("(");
        string("type");
        Tree.Type type = tree.type();
        string(type.nixName());
        switch (type) {
            case REGULAR -> file(tree);
            case DIRECTORY -> {
                for (Map.Entry<String, Tree> entry : tree.list().entrySet()) {
                    string("entry");
                    string("(");
                    string("name");
                    string(entry.getKey());
                    string("node");
                    node(entry.getValue(), at + "/" + entry.getKey(), depth + 1);
                    string(")");
                }
            }
            case SYMLINK -> {
                string("target");
                string(tree.readLink());
            }
        }
        string(")");
    }

    private void file(Tree tree) throws IOException {
        if (tree.executable()) {
            string("executable");
            string("");
        }
        string("contents");
        long size = tree.size();
        number(size);
        try (InputStream in = tree.open()) {
            long left = size;
            while (left > 0) {
                room(1);
                int read = in.read(buffer, used, (int) Math.min(buffer.length - used, left));
                if (read < 0) {
                    throw new EOFException("file shrank while it was read: " + tree);
                }
                used += read;
                left -= read;
            }
        }
        pad(size);
    }

    private void number(long value) throws IOException {
        room(8);
        for (int i = 0; i < 8; i++) {
            buffer[used++] = (byte) (value >>> (8 * i));
        }
    }

    @SuppressWarnings("deprecation") // copies the chars of a Latin-1 string without encoding
    private void string(String text) throws IOException {
        int length = text.length();
        number(length);
        for (int from = 0; from < length;) {
            room(1);
            int count = Math.min(buffer.length - used, length - from);
            text.getBytes(from, from + count, buffer, used);
            used += count;
            from += count;
        }
        pad(length);
    }

    private void pad(long length) throws IOException {
        int zeros = (int) (-length & 7);
        room(zeros);
        for (int i = 0; i < zeros; i++) {
            buffer[used++] = 0;
        }
    }

    /// Makes place for `count` (at most 8) bytes.
    private void room(int count) throws IOException {
        if (buffer.length - used < count) {
            flush();
        }
    }

    private void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
