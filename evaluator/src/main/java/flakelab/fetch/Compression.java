package flakelab.fetch;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.brotli.dec.BrotliInputStream;
import org.tukaani.xz.XZInputStream;

/// Finds out by its first bytes how a stream is compressed.
final class Compression {
    private static final int LOOK = 6;
    private static final String LZMA = "Lzma library error:  ";

    private Compression() {}

    /// The stream unpacked; as it is if it is not compressed in a known way.
    static InputStream open(InputStream raw) throws IOException {
        InputStream in = raw.markSupported() ? raw : new BufferedInputStream(raw, 1 << 16);
        in.mark(LOOK);
        byte[] start = in.readNBytes(LOOK);
        in.reset();
        if (begins(start, 0x1f, 0x8b)) {
            return Named.of(Compression::gzip, in, "truncated gzip input",
                    "gzip decompression failed");
        }
        if (begins(start, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Named.of(XZInputStream::new, in, LZMA + "No progress is possible",
                    LZMA + "Corrupted input data");
        }
        if (begins(start, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Named.of(ZstdInputStream::new, in, "Truncated zstd input",
                    "Zstd decompression failed: Data corruption detected");
        }
        return begins(start, 'B', 'Z', 'h')
                ? Named.of(it -> new BZip2CompressorInputStream(it, true), in,
                        "truncated bzip2 input", "bzip decompression failed")
                : in;
    }

    private static InputStream gzip(InputStream in) throws IOException {
        return GzipCompressorInputStream.builder()
            .setInputStream(in)
            .setDecompressConcatenated(true)
            .get();
    }

    /// Undoes an HTTP content encoding.
    ///
    /// @throws IOException for an unknown one
    static InputStream ofHttp(String encoding, InputStream in) throws IOException {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "br" -> new BrotliInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            case "gzip", "x-gzip", "zstd" -> open(in);
            default -> throw new IOException("unknown content encoding " + encoding);
        };
    }

    /// What a source that stops before its end throws; decompressors pass it on.
    static final class BrokenOff extends IOException {
        BrokenOff(String message) {
            super(message);
        }
    }

    /// Says in libarchive's words that the compressed data ends too soon or makes no sense.
    private static final class Named extends FilterInputStream {
        private final String truncated;
        private final String damaged;

        private Named(InputStream in, String truncated, String damaged) {
            super(in);
            this.truncated = truncated;
            this.damaged = damaged;
        }

        static InputStream of(Decompressor decompressor, InputStream in, String truncated,
                String damaged) throws IOException {
            try {
                return new Named(decompressor.open(in), truncated, damaged);
            } catch (IOException e) {
                throw named(e, truncated, damaged);
            }
        }

        private static IOException named(IOException e, String truncated, String damaged) {
            if (e instanceof BrokenOff) {
                return e;
            }
            boolean ended = e instanceof EOFException
                    || String.valueOf(e.getMessage()).matches("(Unexpected end|Truncated|Stream).*");
            return new IOException(ended ? truncated : damaged, e);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (IOException e) {
                throw named(e, truncated, damaged);
            }
        }
    }

    @FunctionalInterface
    private interface Decompressor {
        InputStream open(InputStream in) throws IOException;
    }

    private static boolean begins(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
