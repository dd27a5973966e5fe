package flakelab.store.local;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.NarWriter;
import flakelab.nar.PathFilter;
import flakelab.nar.Tree;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.store.HashModulo;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Compares an archive while it is imported with what was said of it.
final class ImportCheck {
    private static final int BUFFER = 64 * 1024;

    private final String printed;
    private final PathInfo info;
    private final HashSink sink = new HashSink(HashAlgorithm.SHA256);
    private final InputStream nar;

    ImportCheck(StoreDir dir, PathInfo info, InputStream nar) {
        this.printed = dir.print(info.path());
        this.info = info;
        this.nar = new Hashed(nar);
    }

    /// The archive, hashed while it is read.
    InputStream nar() {
        return nar;
    }

    /// To be called when the archive is read and unpacked at `copy`.
    ///
    /// @throws flakelab.store.StoreException if hash, size or content address differ
    void finish(Path copy) throws IOException {
        Hash got = sink.finish();
        if (!got.equals(info.narHash())) {
            throw LocalErrors.hashMismatch("hash", printed, info.narHash(), got);
        }
        if (sink.count() != info.narSize()) {
            throw LocalErrors.sizeMismatch(printed, info.narSize(), sink.count());
        }
        if (info.ca().isPresent()) {
            Hash specified = info.ca().get().hash();
            Hash actual = contentHash(info.ca().get(), copy);
            if (!actual.equals(specified)) {
                throw LocalErrors.hashMismatch("ca hash", printed, specified, actual);
            }
        }
    }

    private Hash contentHash(ContentAddress ca, Path copy) throws IOException {
        if (ca.method() == ContentAddressMethod.GIT) {
            return ContentHash.of(Tree.of(copy), ca.method(), ca.hash().algorithm());
        }
        HashModulo modulo = new HashModulo(ca.hash().algorithm(), info.path().hashPart());
        if (ca.method() == ContentAddressMethod.NAR) {
            NarWriter.write(copy, modulo, PathFilter.ALL);
        } else {
            Files.copy(copy, modulo);
        }
        return modulo.finish();
    }

    private final class Hashed extends FilterInputStream {
        Hashed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                sink.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                sink.write(bytes, offset, read);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(count, BUFFER)]));
        }
    }
}
