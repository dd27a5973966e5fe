package flakelab.store.cache;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import flakelab.store.StoreErrors;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.brotli.dec.BrotliInputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/// How archives in a cache are compressed.
public enum Compression {
    NONE(""), XZ(".xz"), BZIP2(".bz2"), ZSTD(".zst"), GZIP(".gz"), LZ4(".lz4"), BR(".br");

    private static final long BZIP2_BLOCK = 100_000;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /// What follows `.nar` in a file's name.
    public String suffix() {
        return suffix;
    }

    /// The name in a narinfo.
    public String nixName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads a narinfo's name; an empty one means bzip2.
    ///
    /// @throws flakelab.store.StoreException for a method we do not have
    public static Compression parse(String name) {
        if (name.isEmpty()) {
            return BZIP2;
        }
        for (Compression method : values()) {
            if (method.nixName().equals(name)) {
                return method;
            }
        }
        throw StoreErrors.error("unknown compression method '%s'", name);
    }

    /// Reads the parameter of a cache's address.
    ///
    /// @throws flakelab.store.StoreException for a method we do not have
    public static Compression ofParameter(String name) {
        return name.equals("brotli") ? BR : parse(name);
    }

    /// A stream of the contents of a compressed stream.
    public InputStream decompress(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, 64 * 1024);
        return switch (this) {
            case NONE -> buffered;
            case XZ -> new XZInputStream(buffered);
            case BZIP2 -> new BZip2CompressorInputStream(buffered, true);
            case ZSTD -> new ZstdInputStream(buffered).setContinuous(false);
            case GZIP -> new GZIPInputStream(buffered);
            case LZ4 -> new FramedLZ4CompressorInputStream(buffered, true);
            case BR -> new BrotliInputStream(buffered);
        };
    }

    /// A stream that compresses into another.
    ///
    /// @param size  how many bytes will come; what the compressor allocates follows from it
    /// @param level how hard to try, as the method counts; -1: as usual
    /// @throws flakelab.store.StoreException for methods we can only read
    public OutputStream compress(OutputStream out, long size, int level) throws IOException {
        return switch (this) {
            case NONE -> out;
            case XZ -> {
                LZMA2Options options = level < 0 ? new LZMA2Options() : new LZMA2Options(level);
                options.setDictSize(
                        Math.clamp(size, LZMA2Options.DICT_SIZE_MIN, options.getDictSize()));
                yield new XZOutputStream(out, options);
            }
            case BZIP2 -> new BZip2CompressorOutputStream(out,
                    Math.clamp(size / BZIP2_BLOCK + 1, BZip2CompressorOutputStream.MIN_BLOCKSIZE,
                            BZip2CompressorOutputStream.MAX_BLOCKSIZE));
            case ZSTD -> level < 0 ? new ZstdOutputStream(out) : new ZstdOutputStream(out, level);
            case GZIP -> new GZIPOutputStream(out);
            case BR -> new StoredBrotli(out);
            case LZ4 ->
                throw StoreErrors.error("compression method '%s' is only supported for reading",
                        nixName());
        };
    }
}
