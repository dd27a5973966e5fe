package flakelab.store.daemon;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddress;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the worker protocol is made of: 64-bit little-endian numbers, padded strings, lists with their length first.
final class Wire {
    /// No string of the protocol is longer; more means the stream is out of step.
    private static final int MOST = 1 << 30;

    private final StoreDir dir;
    private final InputStream in;
    private final OutputStream out;

    Wire(StoreDir dir, InputStream in, OutputStream out) {
        this.dir = dir;
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.out = new BufferedOutputStream(out, 64 * 1024);
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    void flush() throws IOException {
        out.flush();
    }

    Wire number(long value) throws IOException {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        out.write(bytes);
        return this;
    }

    Wire flag(boolean value) throws IOException {
        return number(value ? 1 : 0);
    }

    Wire bytes(byte[] bytes, int length) throws IOException {
        number(length);
        out.write(bytes, 0, length);
        out.write(new byte[-length & 7]);
        return this;
    }

    Wire string(String latin1) throws IOException {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return bytes(bytes, bytes.length);
    }

    Wire strings(Collection<String> texts) throws IOException {
        number(texts.size());
        for (String text : texts) {
            string(text);
        }
        return this;
    }

    Wire path(StorePath path) throws IOException {
        return string(dir.print(path));
    }

    Wire paths(Collection<StorePath> paths) throws IOException {
        number(paths.size());
        for (StorePath path : new TreeSet<>(paths)) {
            path(path);
        }
        return this;
    }

    /// A path's information without the path.
    Wire info(PathInfo info) throws IOException {
        string(info.deriver().map(dir::print).orElse("")).string(info.narHash().toBase16());
        paths(info.references()).number(info.registrationTime().getEpochSecond())
            .number(info.narSize());
        return flag(info.ultimate()).strings(new TreeSet<>(info.signatures()))
            .string(info.ca().map(ContentAddress::render).orElse(""));
    }

    long number() throws IOException {
        byte[] bytes = exactly(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    boolean flag() throws IOException {
        return number() != 0;
    }

    /// A length of a string or list.
    int count() throws IOException {
        long count = number();
        if (count < 0 || count > MOST) {
            throw new StoreException("string is too long");
        }
        return (int) count;
    }

    String string() throws IOException {
        int length = count();
        byte[] bytes = exactly(length);
        for (byte b : exactly(-length & 7)) {
            if (b != 0) {
                throw new StoreException("non-zero padding");
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    List<String> strings() throws IOException {
        List<String> found = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            found.add(string());
        }
        return found;
    }

    StorePath path() throws IOException {
        return dir.parse(string());
    }

    Optional<StorePath> maybePath() throws IOException {
        String text = string();
        return text.isEmpty() ? Optional.empty() : Optional.of(dir.parse(text));
    }

    SortedSet<StorePath> paths() throws IOException {
        SortedSet<StorePath> found = new TreeSet<>();
        for (int left = count(); left > 0; left--) {
            found.add(path());
        }
        return found;
    }

    PathInfo info(StorePath path) throws IOException {
        Optional<StorePath> deriver = maybePath();
        Hash narHash = Hash.parseAny(string(), Optional.of(HashAlgorithm.SHA256));
        List<StorePath> references = List.copyOf(paths());
        Instant registered = Instant.ofEpochSecond(number());
        long narSize = number();
        boolean ultimate = flag();
        List<String> signatures = strings();
        String ca = string();
        return new PathInfo(path, narHash, narSize, references, deriver, signatures, ultimate,
                ca.isEmpty() ? Optional.empty() : Optional.of(ContentAddress.parse(ca)),
                registered);
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new StoreException("unexpected end-of-file");
        }
        return bytes;
    }
}
