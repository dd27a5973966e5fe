package flakelab.kernel.wire;

import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/// The kernel's five sockets. One thread owns the four that carry messages, because ZeroMQ sockets are not thread-safe and
/// a thread interrupted inside one loses it; everyone else queues frames and wakes that thread through a pipe. The
/// heartbeat echoes on a thread of its own.
public final class Sockets implements AutoCloseable {
    /// Takes a message's frames on the I/O thread; must not block.
    public interface Receiver {
        void received(Channel channel, List<byte[]> frames);
    }

    private record Outgoing(Channel channel, List<byte[]> frames) {}

    private static final System.Logger LOG = System.getLogger("flakelab.kernel");
    private static final int LINGER_MILLIS = 1000;

    private final ZMQ.Context context = ZMQ.context(1);
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final ZMQ.Socket heartbeat;
    private final Pipe wake;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Queue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<@Nullable Void>> settling = new ConcurrentLinkedQueue<>();
    private final Receiver receiver;
    private final Thread io;
    private volatile boolean closing;

    /// Binds all sockets.
    ///
    /// @throws IOException when a port is taken or the address is not ours
    public Sockets(KernelConnectionProperties where, Receiver receiver) throws IOException {
        this.receiver = receiver;
        this.wake = Pipe.open();
        wake.source().configureBlocking(false);
        wake.sink().configureBlocking(false);
        bind(Channel.SHELL, SocketType.ROUTER, where, where.getShellPort());
        bind(Channel.CONTROL, SocketType.ROUTER, where, where.getControlPort());
        bind(Channel.STDIN, SocketType.ROUTER, where, where.getStdinPort());
        bind(Channel.IOPUB, SocketType.XPUB, where, where.getIopubPort());
        this.heartbeat = open(SocketType.REP, where, where.getHbPort());
        this.io = new Thread(this::exchange, "jupyter-io");
    }

    public void start() {
        io.start();
        Thread echo = new Thread(this::beat, "jupyter-heartbeat");
        echo.setDaemon(true);
        echo.start();
    }

    /// Queues one message. May be called from any thread, also before [#start].
    public void send(Channel channel, List<byte[]> frames) {
        outgoing.add(new Outgoing(channel, frames));
        wake();
    }

    /// Waits until everything that had reached our sockets when this was called has been handed to the receiver.
    public void settle() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        settling.add(done);
        wake();
        done.completeOnTimeout(null, 1, TimeUnit.SECONDS).join(); // the I/O thread may have ended
    }

    /// Sends what is queued, then closes; waits at most a second for slow peers.
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            io.join();
            context.term();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void bind(Channel channel, SocketType type, KernelConnectionProperties where, int port)
            throws IOException {
        sockets.put(channel, open(type, where, port));
    }

    private ZMQ.Socket open(SocketType type, KernelConnectionProperties where, int port)
            throws IOException {
        String address = "tcp://" + where.getIp() + ":" + port;
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(LINGER_MILLIS);
        socket.setSndHWM(0); // unlimited: a dropped `idle` would hang a frontend
        socket.setRcvHWM(0);
        switch (type) {
            case ROUTER -> socket.setRouterHandover(true); // a client that reconnects keeps its identity
            case XPUB -> socket.setXpubVerbose(true); // every client gets its `iopub_welcome`
            default -> {
            }
        }
        try {
            socket.bind(address);
            return socket;
        } catch (ZMQException taken) {
            throw new IOException("cannot listen on " + address + ": " + taken.getMessage(), taken);
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                wake.sink().write(ByteBuffer.wrap(new byte[1]));
            } catch (IOException closed) {
                LOG.log(System.Logger.Level.DEBUG, "nobody left to wake", closed);
            }
        }
    }

    private void exchange() {
        try (ZMQ.Poller poller = context.poller(sockets.size() + 1)) {
            sockets.values().forEach(socket -> poller.register(socket, ZMQ.Poller.POLLIN));
            poller.register(wake.source(), ZMQ.Poller.POLLIN);
            while (!closing || !outgoing.isEmpty()) {
                poller.poll(-1);
                sleepAgain();
                sendAll();
                receiveAll();
            }
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "the kernel's sockets failed", broken);
        } finally {
            sockets.values().forEach(ZMQ.Socket::close);
            settling.forEach(waiter -> waiter.complete(null));
        }
    }

    /// Empties the pipe, and only then allows new wake-ups; the queues are read after that, so none is missed.
    private void sleepAgain() {
        try {
            ByteBuffer drain = ByteBuffer.allocate(16);
            while (wake.source().read(drain) > 0) {
                drain.clear();
            }
        } catch (IOException closed) {
            LOG.log(System.Logger.Level.DEBUG, "wake-up pipe", closed);
        }
        woken.set(false);
    }

    private void sendAll() {
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            ZMQ.Socket socket = sockets.get(next.channel);
            int last = next.frames.size() - 1;
            for (int i = 0; socket != null && i <= last; i++) {
                socket.send(next.frames.get(i), i < last ? ZMQ.SNDMORE : 0);
            }
        }
    }

    private void receiveAll() {
        List<CompletableFuture<@Nullable Void>> settled = new ArrayList<>();
        for (var waiter = settling.poll(); waiter != null; waiter = settling.poll()) {
            settled.add(waiter);
        }
        sockets.forEach((channel, socket) -> {
            for (byte[] first = socket.recv(ZMQ.DONTWAIT); first != null; first = socket
                .recv(ZMQ.DONTWAIT)) {
                List<byte[]> frames = new ArrayList<>();
                frames.add(first);
                while (socket.hasReceiveMore()) {
                    frames.add(socket.recv());
                }
                receiver.received(channel, frames);
            }
        });
        settled.forEach(waiter -> waiter.complete(null));
    }

    private void beat() {
        try (heartbeat) {
            while (true) {
                heartbeat.send(heartbeat.recv());
            }
        } catch (ZMQException closed) {
            LOG.log(System.Logger.Level.DEBUG, "heartbeat ends", closed);
        }
    }
}
