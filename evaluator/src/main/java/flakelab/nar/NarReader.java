package flakelab.nar;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Reads a Nix archive, as strictly as CppNix (`src/libutil/archive.cc`): what it accepts has exactly one form.
public final class NarReader {
    private static final int MAX_TAG = 32;
    private static final int MAX_NAME = 255;
    private static final int MAX_TARGET = 4095;

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final NarVisitor visitor;
    private long offset;

    private NarReader(InputStream in, NarVisitor visitor) {
        this.in = in;
        this.visitor = visitor;
    }

    /// Makes the archived tree at a place where nothing is yet.
    public static void unpack(InputStream in, Path destination) throws IOException {
        read(in, new Unpacker(destination));
    }

    /// Copies one archive from a stream that may go on after it, checking it on the way.
    public static void copy(InputStream in, OutputStream out) throws IOException {
        read(new TeeStream(in, out), NarVisitor.NOTHING);
    }

    /// Tells the visitor of every node. Not a byte more than the archive is taken from the stream.
    ///
    /// @throws NarException if the stream is no archive
    public static void read(InputStream in, NarVisitor visitor) throws IOException {
        NarReader reader = new NarReader(in, visitor);
        reader.magic();
        reader.node("", 0);
    }

    /// Buffered reading of a stream that holds nothing else.
    public static void readAll(InputStream in, NarVisitor visitor) throws IOException {
        read(new BufferedInputStream(in, BUFFER), visitor);
    }

    private void magic() throws IOException {
        boolean right;
        try {
            right = string(NarWriter.MAGIC.length()).equals(NarWriter.MAGIC);
        } catch (NarException _) {
            right = false; // not even a string
        }
        if (!right) {
            throw NarErrors.badArchive("input doesn't look like a Nix archive");
        }
    }

    private void node(String path, int depth) throws IOException {
        if (depth >= NarWriter.MAX_DEPTH) {
            throw NarErrors.badArchive("NAR directory nesting exceeds maximum depth of %s",
                    NarWriter.MAX_DEPTH);
        }
        expect("(");
        expect("type");
        String type = string(MAX_TAG);
        switch (type) {
            case "regular" -> regular(path);
            case "directory" -> directory(path, depth);
            case "symlink" -> symlink(path);
            default -> throw NarErrors.badArchive("unknown file type '%s'", type);
        }
    }

    private void regular(String path) throws IOException {
        String tag = string(MAX_TAG);
        boolean executable = tag.equals("executable");
        if (executable) {
            string(0);
            tag = string(MAX_TAG);
        }
        if (!tag.equals("contents")) {
            throw NarErrors.badArchive("expected tag 'contents', got '%s'", tag);
        }
        long size = number();
        Content content = new Content(size);
        visitor.regular(path, executable, size, offset, content);
        content.skipRest();
        padding(size);
        expect(")");
    }

    private void directory(String path, int depth) throws IOException {
        visitor.directory(path);
        String before = "";
        while (true) {
            String tag = string(MAX_TAG);
            if (tag.equals(")")) {
                return;
            }
            if (!tag.equals("entry")) {
                throw NarErrors.badArchive("expected tag 'entry' or ')', got '%s'", tag);
            }
            expect("(");
            expect("name");
            String name = string(MAX_NAME);
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0
                    || name.indexOf('\0') >= 0) {
                throw NarErrors.badArchive("NAR contains invalid file name '%s'", name);
            }
            if (name.compareTo(before) <= 0) {
                throw NarErrors.badArchive("NAR directory is not sorted");
            }
            before = name;
            expect("node");
            node(path + "/" + name, depth + 1);
            expect(")");
        }
    }

    private void symlink(String path) throws IOException {
        expect("target");
        String target = string(MAX_TARGET);
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw NarErrors.badArchive("NAR contains invalid symlink target");
        }
        visitor.symlink(path, target);
        expect(")");
    }

    private void expect(String expected) throws IOException {
        String tag = string(MAX_TAG);
        if (!tag.equals(expected)) {
            throw NarErrors.badArchive("expected tag '%s', got '%s'", expected, tag);
        }
    }

    private String string(int limit) throws IOException {
        long length = number();
        if (length < 0 || length > limit) {
            throw NarErrors.tooLong();
        }
        byte[] bytes = exactly((int) length);
        padding(length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private long number() throws IOException {
        byte[] bytes = exactly(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private void padding(long length) throws IOException {
        for (byte b : exactly((int) (-length & 7))) {
            if (b != 0) {
                throw NarErrors.padding();
            }
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw NarErrors.endOfFile();
        }
        offset += count;
        return bytes;
    }

    /// Writes what is read through it.
    private static final class TeeStream extends FilterInputStream {
        private final OutputStream out;

        TeeStream(InputStream in, OutputStream out) {
            super(in);
            this.out = out;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            if (read > 0) {
                out.write(bytes, from, read);
            }
            return read;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                out.write(b);
            }
            return b;
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(count, BUFFER)]));
        }
    }

    /// A file's content as a stream of its own.
    private final class Content extends InputStream {
        private long left;

        Content(long size) {
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            // A size beyond 2^63 is as good as endless.
            int most = left > 0 ? (int) Math.min(left, length) : length;
            int read = in.read(bytes, from, most);
            if (read < 0) {
                throw NarErrors.endOfFile();
            }
            left -= read;
            offset += read;
            return read;
        }

        void skipRest() throws IOException {
            while (left != 0) {
                long before = left;
                long skipped = left > 0 ? in.skip(left) : 0;
                left -= skipped;
                offset += skipped;
                if (left == before && read() < 0) {
                    throw new EOFException();
                }
            }
        }
    }
}
