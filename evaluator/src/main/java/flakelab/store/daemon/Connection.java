package flakelab.store.daemon;

import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.text.Diagnostic;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/// One conversation with a daemon, by one thread at a time (CppNix `WorkerProto::BasicClientConnection`).
final class Connection implements AutoCloseable {
    private static final long CLIENT_MAGIC = 0x6e697863;
    private static final long DAEMON_MAGIC = 0x6478696f;
    private static final int MAJOR = 1;
    private static final int MINOR = 38;
    /// The oldest daemon spoken to, of Nix 2.15.
    private static final int OLDEST = 35;

    private static final int NEXT = 0x6f6c6d67;
    private static final int LAST = 0x616c7473;
    private static final int ERROR = 0x63787470;
    private static final int START_ACTIVITY = 0x53545254;
    private static final int STOP_ACTIVITY = 0x53544f50;
    private static final int RESULT = 0x52534c54;
    private static final int FRAME = 32 * 1024;

    private final Connector.Link link;
    private final Wire wire;
    private final Consumer<DaemonMessage> log;
    private int minor;

    Connection(Connector connector, StoreDir dir, DaemonOptions options,
            Consumer<DaemonMessage> log)
            throws IOException {
        this.link = connector.connect();
        this.wire = new Wire(dir, link.in(), link.out());
        this.log = log;
        try {
            handshake();
            setOptions(options);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    Wire wire() {
        return wire;
    }

    /// The minor number of the protocol version both sides speak.
    int minor() {
        return minor;
    }

    private void handshake() throws IOException {
        wire.number(CLIENT_MAGIC).number(MAJOR << 8 | MINOR).flush();
        if (wire.number() != DAEMON_MAGIC) {
            throw new StoreException("nix-daemon protocol mismatch from");
        }
        int version = (int) wire.number();
        if (version >> 8 != MAJOR) {
            throw new StoreException("Nix daemon protocol version not supported");
        }
        minor = Math.min(version & 0xff, MINOR);
        if (minor < OLDEST) {
            throw new StoreException("the Nix daemon version is too old");
        }
        if (minor >= 38) {
            wire.strings(List.of()).flush(); // features
            wire.strings();
        }
        wire.number(0).number(0).flush(); // CPU affinity, reserved space: obsolete
        wire.string(); // the daemon's Nix version
        wire.number(); // whether it trusts us
        finish();
    }

    private void setOptions(DaemonOptions options) throws IOException {
        begin(Operation.SET_OPTIONS).flag(options.keepFailed())
            .flag(options.keepGoing())
            .flag(options.fallback())
            .number(options.verbosity())
            .number(options.maxJobs())
            .number(options.maxSilent())
            .flag(true)
            .number(options.verboseBuild() ? 0 : 7)
            .number(0)
            .number(0)
            .number(options.cores())
            .flag(options.substitutes())
            .number(options.overrides().size());
        for (Map.Entry<String, String> setting : options.overrides().entrySet()) {
            wire.string(setting.getKey()).string(setting.getValue());
        }
        finish();
    }

    /// Begins a request; its arguments follow on the wire, then [#finish].
    Wire begin(Operation operation) throws IOException {
        return wire.number(operation.number);
    }

    /// Sends the request and passes on what the daemon says until its answer comes.
    ///
    /// @throws StoreException the daemon's own error
    Wire finish() throws IOException {
        wire.flush();
        listen();
        return wire;
    }

    /// Writes a body into frames.
    @FunctionalInterface
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    /// As [#finish] after a body of unknown length, which goes in frames. The daemon may speak meanwhile, so a second
    /// thread listens.
    Wire finish(Body body) throws IOException {
        wire.flush();
        FutureTask<Void> listening = new FutureTask<>(() -> {
            listen();
            return null;
        });
        Thread.ofVirtual().start(listening);
        IOException broken = null;
        try {
            Frames frames = new Frames();
            body.write(frames);
            frames.end();
        } catch (IOException e) {
            broken = e; // what the daemon said before it hung up tells more
            if (!listening.isDone()) {
                close();
            }
        } catch (RuntimeException e) {
            close(); // half a body cannot be taken back
            throw e;
        }
        try {
            listening.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException said) {
                throw said;
            }
            throw broken != null ? broken : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (broken != null) {
            throw broken;
        }
        return wire;
    }

    private void listen() throws IOException {
        while (true) {
            long message = wire.number();
            switch ((int) message) {
                case LAST -> {
                    return;
                }
                case ERROR -> throw error();
                case NEXT -> log.accept(new DaemonMessage.Line(wire.string().stripTrailing()));
                case START_ACTIVITY ->
                    log.accept(new DaemonMessage.Started(wire.number(), (int) wire.number(),
                            (int) wire.number(), wire.string(), fields(), wire.number()));
                case STOP_ACTIVITY -> log.accept(new DaemonMessage.Stopped(wire.number()));
                case RESULT ->
                    log.accept(
                            new DaemonMessage.Result(wire.number(), (int) wire.number(), fields()));
                default -> throw new StoreException(
                        "got unknown message type " + Long.toHexString(message)
                                + " from Nix daemon");
            }
        }
    }

    private List<Object> fields() throws IOException {
        List<Object> fields = new ArrayList<>();
        for (int left = wire.count(); left > 0; left--) {
            long type = wire.number();
            fields.add(switch ((int) type) {
                case 0 -> (Object) wire.number();
                case 1 -> wire.string();
                default -> throw new StoreException(
                        "got unsupported field type " + type + " from Nix daemon");
            });
        }
        return fields;
    }

    private StoreException error() throws IOException {
        wire.string(); // "Error"
        wire.number(); // level
        wire.string(); // name, removed
        StoreException error = new StoreException.Said(wire.string());
        wire.number(); // position, never there
        for (int left = wire.count(); left > 0; left--) {
            wire.number();
            error.addFrame(new Diagnostic.Frame(Optional.empty(), wire.string(), false));
        }
        return error;
    }

    @Override
    public void close() {
        try {
            link.end().close();
        } catch (Exception _) {
            // It is of no use any more either way.
        }
    }

    /// Cuts what is written into frames: length, bytes; length 0 ends.
    private final class Frames extends OutputStream {
        private final byte[] buffer = new byte[FRAME];
        private int used;

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = length;
            while (left > 0) {
                int count = Math.min(left, buffer.length - used);
                System.arraycopy(bytes, from, buffer, used, count);
                used += count;
                from += count;
                left -= count;
                if (used == buffer.length) {
                    send();
                }
            }
        }

        private void send() throws IOException {
            wire.number(used).out().write(buffer, 0, used);
            used = 0;
        }

        void end() throws IOException {
            if (used > 0) {
                send();
            }
            wire.number(0).flush();
        }
    }
}
