package flakelab.store.local;

import flakelab.store.StorePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hears, while garbage is collected, of new temporary roots of other processes: they send a path on a socket and wait
/// for `1` before they rely on it.
final class RootServer implements AutoCloseable {
    private final Layout layout;
    private final ServerSocketChannel socket;
    private final Set<SocketChannel> clients = new HashSet<>();
    /// By hash part, so that `….lock` and the like of a path are kept with it.
    private final Set<String> kept = new HashSet<>();
    private @Nullable String pending;

    private RootServer(Layout layout, ServerSocketChannel socket) {
        this.layout = layout;
        this.socket = socket;
    }

    static RootServer listen(Layout layout) throws IOException {
        Path path = layout.gcSocket();
        Files.createDirectories(path.resolveSibling("."));
        Files.deleteIfExists(path);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        RootServer server = new RootServer(layout, socket);
        Thread.ofPlatform().daemon().name("gc-roots").start(server::accept);
        return server;
    }

    synchronized void add(StorePath path) {
        kept.add(path.hashPart());
    }

    /// Begins to decide about a path; false if it is kept. Until [#end], who asks for it waits.
    synchronized boolean begin(StorePath path) {
        if (kept.contains(path.hashPart())) {
            return false;
        }
        pending = path.hashPart();
        return true;
    }

    synchronized void end() {
        pending = null;
        notifyAll();
    }

    private synchronized void keep(StorePath path) throws InterruptedException {
        kept.add(path.hashPart());
        while (path.hashPart().equals(pending)) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = socket.accept();
                synchronized (clients) {
                    clients.add(client);
                }
                Thread.ofPlatform().daemon().name("gc-root-client").start(() -> serve(client));
            }
        } catch (IOException _) {
            // Closed: the collection is over.
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client),
                                StandardCharsets.ISO_8859_1));
                OutputStream out = Channels.newOutputStream(client)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                var path = layout.storeDir().maybeParse(line);
                if (path.isPresent()) {
                    keep(path.get());
                }
                out.write('1');
                out.flush();
            }
        } catch (IOException _) {
            // The client has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        end();
        socket.close();
        synchronized (clients) {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }
}
