package flakelab.fetch;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// Finds out by its first bytes how a stream is compressed.
final class Compression {
    private static final int LOOK = 6;

    private Compression() {}

    /// The stream unpacked; as it is if it is not compressed in a known way.
    static InputStream open(InputStream raw) throws IOException {
        InputStream in = raw.markSupported() ? raw : new BufferedInputStream(raw, 1 << 16);
        in.mark(LOOK);
        byte[] start = in.readNBytes(LOOK);
        in.reset();
        if (begins(start, 0x1f, 0x8b)) {
            return GzipCompressorInputStream.builder()
                .setInputStream(in)
                .setDecompressConcatenated(true)
                .get();
        }
        if (begins(start, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return new XZInputStream(in);
        }
        if (begins(start, 0x28, 0xb5, 0x2f, 0xfd)) {
            return new ZstdInputStream(in);
        }
        return begins(start, 'B', 'Z', 'h') ? new BZip2CompressorInputStream(in, true) : in;
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
