package flakelab.store.local;

import flakelab.store.StorePath;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The paths this process keeps from garbage collection: a file named after the process, locked while it lives, that
/// every collector reads (CppNix `LocalStore::addTempRoot`).
///
/// All stores this process has open in one place share one file.
final class TempRoots {
    private static final Map<Path, TempRoots> OPEN = new HashMap<>();
    private static final int RETRY_MILLIS = 100;

    private final Layout layout;
    private final Path path;
    private final FileLock file;
    private final FileLock gcLock;
    private final Set<StorePath> kept = new HashSet<>();
    private @Nullable SocketChannel collector;
    private int users;

    private TempRoots(Layout layout, Path path, FileLock file, FileLock gcLock) {
        this.layout = layout;
        this.path = path;
        this.file = file;
        this.gcLock = gcLock;
    }

    static TempRoots acquire(Layout layout) throws IOException {
        synchronized (OPEN) {
            Path path = layout.tempRoots()
                .resolve(String.valueOf(ProcessHandle.current().pid()))
                .toAbsolutePath();
            TempRoots roots = OPEN.get(path);
            if (roots == null) {
                Files.deleteIfExists(path); // of a dead process with the same number
                roots = new TempRoots(layout, path, FileLock.exclusive(path, () -> {}),
                        FileLock.open(layout.gcLock()));
                OPEN.put(path, roots);
            }
            roots.users++;
            return roots;
        }
    }

    /// What all living processes keep; files of dead ones are removed.
    static Set<StorePath> all(Layout layout) throws IOException {
        Set<StorePath> found = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.tempRoots(), "[0-9]*")) {
            for (Path path : files) {
                if (!Files.exists(path)) {
                    continue;
                }
                try (FileLock lock = FileLock.open(path)) {
                    if (lock.tryExclusive()) {
                        lock.delete(); // its process has died
                        continue;
                    }
                    String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
                    for (int at = 0, end; (end = text.indexOf('\0', at)) >= 0; at = end + 1) {
                        found.add(layout.storeDir().parse(text.substring(at, end)));
                    }
                }
            }
        }
        return found;
    }

    void release() throws IOException {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(path);
            Files.deleteIfExists(path);
            file.close();
            gcLock.close();
            if (collector != null) {
                collector.close();
            }
        }
    }

    synchronized boolean keeps(StorePath storePath) {
        return kept.contains(storePath);
    }

    /// Keeps a path: tells a running collector, or else writes it down for the next.
    synchronized void add(StorePath storePath) throws IOException {
        if (kept.contains(storePath)) {
            return;
        }
        String printed = layout.storeDir().print(storePath);
        while (true) {
            if (gcLock.tryShared()) {
                try {
                    file.append(printed + "\0");
                } finally {
                    gcLock.unlock();
                }
                break;
            }
            if (tellCollector(printed)) {
                file.append(printed + "\0");
                break;
            }
        }
        kept.add(storePath);
    }

    private boolean tellCollector(String printed) throws IOException {
        try {
            SocketChannel channel = collector;
            if (channel == null) {
                channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(UnixDomainSocketAddress.of(layout.gcSocket()));
                collector = channel;
            }
            ByteBuffer line = ByteBuffer
                .wrap((printed + "\n").getBytes(StandardCharsets.ISO_8859_1));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            ByteBuffer answer = ByteBuffer.allocate(1);
            if (channel.read(answer) == 1) {
                return true;
            }
        } catch (IOException _) {
            // The collector has just ended, or is not listening yet.
        }
        if (collector != null) {
            collector.close();
            collector = null;
        }
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return false;
    }
}
