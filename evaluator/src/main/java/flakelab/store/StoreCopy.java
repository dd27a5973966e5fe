package flakelab.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Copies objects from store to store: substitution, `nix copy`.
public final class StoreCopy {
    private static final int PIPE = 256 * 1024;
    private static final int SMALL = 4 << 20;

    private StoreCopy() {}

    /// Copies paths and all they refer to; what is there already stays.
    ///
    /// @param keys who must have signed what is copied; empty to copy without asking
    /// @return the paths copied, references first
    public static List<StorePath> closure(Store from, Store to, Collection<StorePath> paths,
            Optional<TrustedKeys> keys) {
        List<StorePath> copied = new ArrayList<>();
        Set<StorePath> done = new TreeSet<>();
        paths.forEach(path -> visit(from, to, path, keys, done, copied));
        return copied;
    }

    private static void visit(Store from, Store to, StorePath path, Optional<TrustedKeys> keys,
            Set<StorePath> done,
            List<StorePath> copied) {
        if (!done.add(path) || to.isValid(path)) {
            return;
        }
        PathInfo info = from.require(path);
        SortedSet<StorePath> references = new TreeSet<>(info.references());
        references.forEach(reference -> visit(from, to, reference, keys, done, copied));
        one(from, to, info, keys);
        copied.add(path);
    }

    /// What a path with a content address and no references is called in a store.
    public static StorePath counterpart(Store store, StorePath path, ContentAddress address) {
        return store.storeDir().makeContentAddressedPath(address, path.name(), References.NONE);
    }

    /// Copies one path, whose references must be there; between store directories only what is addressed by its content.
    public static void one(Store from, Store to, PathInfo info, Optional<TrustedKeys> keys) {
        keys.ifPresent(it -> it.require(to.storeDir(), info));
        try (InputStream nar = open(from, to, info)) {
            to.importNar(info.withUltimate(false), nar);
        } catch (IOException e) {
            throw StoreErrors.io("copying '" + to.storeDir().print(info.path()) + "'", e);
        }
    }

    /// As [#one], in the place of what is there.
    public static void repair(Store from, Store to, PathInfo info, Optional<TrustedKeys> keys) {
        keys.ifPresent(it -> it.require(to.storeDir(), info));
        try (InputStream nar = open(from, to, info)) {
            to.repairNar(info.withUltimate(false), nar);
        } catch (IOException e) {
            throw StoreErrors.io("copying '" + to.storeDir().print(info.path()) + "'", e);
        }
    }

    /// A path's archive as a stream: a small one from memory, a large one written by a thread of its own.
    private static InputStream open(Store from, Store to, PathInfo info) throws IOException {
        StorePath path = info.ca().isEmpty() || from.storeDir().equals(to.storeDir())
                ? info.path()
                : counterpart(from, info.path(), info.ca().get());
        if (info.narSize() <= SMALL) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream((int) info.narSize());
            from.exportNar(path, whole);
            return new ByteArrayInputStream(whole.toByteArray());
        }
        Pipe in = new Pipe();
        PipedOutputStream out = new PipedOutputStream(in);
        Thread.ofPlatform().daemon().start(() -> {
            try (out) {
                from.exportNar(path, out);
            } catch (IOException _) {
                // The reader has gone; it knows why.
            } catch (RuntimeException e) {
                in.failure = e;
            }
        });
        return in;
    }

    /// Tells the reader why the writer stopped.
    private static final class Pipe extends PipedInputStream {
        private volatile @org.jspecify.annotations.Nullable RuntimeException failure;

        Pipe() {
            super(PIPE);
        }

        @Override
        public synchronized int read() throws IOException {
            return check(super.read());
        }

        @Override
        public synchronized int read(byte[] bytes, int from, int length) throws IOException {
            return check(super.read(bytes, from, length));
        }

        private int check(int read) {
            RuntimeException broken = failure;
            if (read < 0 && broken != null) {
                throw broken;
            }
            return read;
        }
    }
}
