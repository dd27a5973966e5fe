package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashFormat;
import flakelab.hash.HashSink;
import flakelab.nar.NarReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Several objects in one stream, each an archive with what is known of it: `nix-store --export` and `--import`
/// (CppNix `src/libstore/export-import.cc`).
public final class Exports {
    private static final long MAGIC = 0x4558494e;
    private static final int WORD = 8;
    private static final int LONGEST = 1 << 16;

    private final Store store;

    private Exports(Store store) {
        this.store = store;
    }

    /// Writes valid paths, references first.
    ///
    /// @throws StoreException if an object's files have changed
    public static void write(Store store, Collection<StorePath> paths, OutputStream out)
            throws IOException {
        Exports exports = new Exports(store);
        for (StorePath path : store.sorted(paths)) {
            number(out, 1);
            exports.write(path, out);
        }
        number(out, 0);
    }

    private void write(StorePath path, OutputStream out) throws IOException {
        PathInfo info = store.require(path);
        HashSink sink = new HashSink(HashAlgorithm.SHA256);
        store.exportNar(path, new Tee(out, sink));
        Hash now = sink.finish();
        if (!now.equals(info.narHash()) && !info.narHash().equals(Hash.zero(HashAlgorithm.SHA256))) {
            throw StoreErrors.error("hash of path '%s' has changed from '%s' to '%s'!", print(path),
                    info.narHash().render(HashFormat.NIX32, true),
                    now.render(HashFormat.NIX32, true));
        }
        number(out, MAGIC);
        text(out, print(path));
        number(out, info.references().size());
        for (StorePath reference : new TreeSet<>(info.references())) {
            text(out, print(reference));
        }
        text(out, info.deriver().map(this::print).orElse(""));
        number(out, 0);
    }

    private String print(StorePath path) {
        return store.storeDir().print(path);
    }

    /// Adds everything in a stream, without asking for signatures; `done` hears of each path.
    public static void read(Store store, InputStream in, Consumer<StorePath> done)
            throws IOException {
        Exports exports = new Exports(store);
        for (long more = number(in); more != 0; more = number(in)) {
            if (more != 1) {
                throw new StoreException(
                        "input doesn't look like something created by 'nix-store --export'");
            }
            done.accept(exports.readOne(in));
        }
    }

    private StorePath readOne(InputStream in) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        NarReader.copy(in, saved);
        byte[] nar = saved.toByteArray();
        if (number(in) != MAGIC) {
            throw new StoreException("Nix archive cannot be imported; wrong format");
        }
        StorePath path = store.storeDir().parse(text(in));
        List<StorePath> references = new ArrayList<>();
        for (long left = number(in); left > 0; left--) {
            references.add(store.storeDir().parse(text(in)));
        }
        String deriver = text(in);
        if (number(in) == 1) {
            text(in); // a signature of old times
        }
        store.importNar(PathInfo.of(path, Hash.of(HashAlgorithm.SHA256, nar), nar.length)
            .withReferences(references)
            .withDeriver(deriver.isEmpty()
                    ? Optional.empty()
                    : Optional.of(store.storeDir().parse(deriver))),
                new ByteArrayInputStream(nar));
        return path;
    }

    private static void number(OutputStream out, long value) throws IOException {
        out.write(ByteBuffer.allocate(WORD).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private static void text(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        number(out, bytes.length);
        out.write(bytes);
        out.write(new byte[-bytes.length & WORD - 1]);
    }

    private static long number(InputStream in) throws IOException {
        return ByteBuffer.wrap(exactly(in, WORD)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static String text(InputStream in) throws IOException {
        long length = number(in);
        if (length < 0 || length > LONGEST) {
            throw new StoreException("string is too long");
        }
        String text = new String(exactly(in, (int) length), StandardCharsets.ISO_8859_1);
        exactly(in, (int) -length & WORD - 1);
        return text;
    }

    private static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new StoreException("unexpected end-of-file");
        }
        return bytes;
    }
}
