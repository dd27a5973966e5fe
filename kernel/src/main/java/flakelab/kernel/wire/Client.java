package flakelab.kernel.wire;

import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/// The other end: a minimal Jupyter client, to rehearse and to test with. For one thread.
public final class Client implements AutoCloseable {
    private final ZMQ.Context context = ZMQ.context(1);
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final Codec codec;

    public Client(KernelConnectionProperties where) throws IOException {
        try {
            codec = new Codec(where.createHMACGenerator());
        } catch (GeneralSecurityException unknown) {
            throw new IOException(unknown);
        }
        byte[] identity = UUID.randomUUID().toString().getBytes(ZMQ.CHARSET);
        connect(Channel.SHELL, SocketType.DEALER, identity, where, where.getShellPort());
        connect(Channel.CONTROL, SocketType.DEALER, identity, where, where.getControlPort());
        connect(Channel.STDIN, SocketType.DEALER, identity, where, where.getStdinPort());
        connect(Channel.IOPUB, SocketType.SUB, identity, where, where.getIopubPort());
    }

    private void connect(Channel channel, SocketType type, byte[] identity,
            KernelConnectionProperties where, int port) {
        ZMQ.Socket socket = context.socket(type);
        socket.setIdentity(identity);
        socket.setLinger(0);
        socket.setRcvHWM(0);
        if (type == SocketType.SUB) {
            socket.subscribe(new byte[0]);
        }
        socket.connect("tcp://" + where.getIp() + ":" + port);
        sockets.put(channel, socket);
    }

    /// Sends a message and returns its id.
    public String send(Channel channel, String type, Map<String, ?> content) {
        return send(channel, type, Map.of(), content);
    }

    /// Sends a message with metadata and returns its id.
    public String send(Channel channel, String type, Map<String, ?> metadata,
            Map<String, ?> content) {
        List<byte[]> frames = codec.encode(List.of(), type, null, metadata, content);
        send(channel, frames);
        try {
            return codec.decode(channel, frames).id();
        } catch (WireException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Sends frames as they are, be they right or wrong.
    public void send(Channel channel, List<byte[]> frames) {
        ZMQ.Socket socket = sockets.get(channel);
        for (int i = 0; socket != null && i < frames.size(); i++) {
            socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    /// The next message on any channel, iopub first; empty after `millis` of silence.
    ///
    /// @throws WireException when the kernel sent something unsigned or broken
    public Optional<Message> receive(int millis) throws WireException {
        try (ZMQ.Poller poller = context.poller(sockets.size())) {
            sockets.values().forEach(socket -> poller.register(socket, ZMQ.Poller.POLLIN));
            poller.poll(millis);
        }
        for (Channel channel : List.of(Channel.IOPUB, Channel.STDIN, Channel.CONTROL,
                Channel.SHELL)) {
            ZMQ.Socket socket = sockets.get(channel);
            byte[] first = socket == null ? null : socket.recv(ZMQ.DONTWAIT);
            if (socket != null && first != null) {
                List<byte[]> frames = new ArrayList<>(List.of(first));
                while (socket.hasReceiveMore()) {
                    frames.add(socket.recv());
                }
                return Optional.of(codec.decode(channel, frames));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        sockets.values().forEach(ZMQ.Socket::close);
        context.term();
    }
}
