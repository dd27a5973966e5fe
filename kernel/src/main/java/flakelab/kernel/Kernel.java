package flakelab.kernel;

import flakelab.kernel.wire.Channel;
import flakelab.kernel.wire.Codec;
import flakelab.kernel.wire.Message;
import flakelab.kernel.wire.Sockets;
import flakelab.kernel.wire.WireException;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.reply.InterruptReply;
import io.github.spencerpark.jupyter.messages.reply.ShutdownReply;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A Jupyter kernel around one [Interpreter].
///
/// Threads: `jupyter-io` owns the sockets and only routes; `nix-eval` runs cells in order; `nix-tools` answers questions
/// about code, `nix-comm` comm messages, `jupyter-control` interrupts and shutdown, all of them while a cell runs;
/// `jupyter-flush` sends collected output.
public final class Kernel implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("flakelab.kernel");

    private final Codec codec;
    private final Sockets sockets;
    private final Publisher publisher;
    private final Interpreter interpreter;
    private final Cells cells;
    private final Tools tools;
    private final Comms comms;
    private final ExecutorService toolThread = single("nix-tools");
    private final ExecutorService commThread = single("nix-comm");
    private final ExecutorService controlThread = single("jupyter-control");
    private final ScheduledThreadPoolExecutor flusher;
    private final CountDownLatch shutdown = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Binds the sockets; nothing is answered before [#start].
    ///
    /// @throws IOException when the connection cannot be had
    public Kernel(KernelConnectionProperties where, Interpreter interpreter) throws IOException {
        this.interpreter = interpreter;
        try {
            this.codec = new Codec(where.createHMACGenerator());
        } catch (GeneralSecurityException unknown) {
            throw new IOException("cannot sign with '" + where.getSignatureScheme() + "'", unknown);
        }
        this.flusher = new ScheduledThreadPoolExecutor(1, daemon("jupyter-flush"),
                new ThreadPoolExecutor.DiscardPolicy());
        this.sockets = new Sockets(where, this::route);
        this.publisher = new Publisher(codec, sockets);
        History history = new History();
        this.comms = new Comms(publisher, interpreter);
        this.cells = new Cells(interpreter, publisher, sockets, history, comms, flusher,
                this::shutdown);
        this.tools = new Tools(interpreter, publisher, history);
    }

    public void start() {
        publisher.publish(null, PublishStatus.STARTING);
        cells.start();
        sockets.start();
    }

    /// Stops the running cell, or what a click has started.
    public void interrupt() {
        cells.interrupt();
        comms.interrupt();
    }

    /// Asks for the end; [#awaitShutdown] returns.
    public void shutdown() {
        shutdown.countDown();
    }

    /// Waits until a client, a cell or [#shutdown] has asked for the end. The caller then closes the kernel: the threads
    /// here would wait for themselves.
    public void awaitShutdown() throws InterruptedException {
        shutdown.await();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        cells.close();
        toolThread.shutdownNow();
        commThread.shutdownNow();
        interpreter.close();
        flusher.shutdown();
        controlThread.shutdown();
        try {
            controlThread.awaitTermination(1, TimeUnit.SECONDS); // it may still be saying goodbye
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        sockets.close();
    }

    private void route(Channel channel, List<byte[]> frames) {
        if (channel == Channel.IOPUB) {
            publisher.welcome(frames.getFirst());
            return;
        }
        Message message;
        try {
            message = codec.decode(channel, frames);
        } catch (WireException untrusted) {
            LOG.log(System.Logger.Level.WARNING, "dropped " + untrusted.getMessage());
            return;
        }
        switch (message.type()) {
            case "input_reply" -> cells.answer(message);
            case "execute_request" -> cells.submit(message);
            case "comm_open", "comm_msg", "comm_close", "comm_info_request" -> commThread.execute(
                    () -> publisher.serve(message, () -> comms.handle(message)));
            case "interrupt_request", "shutdown_request" -> controlThread.execute(
                    () -> publisher.serve(message, () -> control(message)));
            default ->
                toolThread.execute(() -> publisher.serve(message, () -> tools.answer(message)));
        }
    }

    private void control(Message request) {
        if (request.type().equals("interrupt_request")) {
            interrupt();
            publisher.reply(request, new InterruptReply());
        } else {
            boolean restart = request.content().path("restart").asBoolean(false);
            publisher.reply(request,
                    restart ? ShutdownReply.SHUTDOWN_AND_RESTART : ShutdownReply.SHUTDOWN);
            shutdown();
        }
    }

    /// One thread, which forgets what is given to it after its end (messages still come while we close).
    private static ExecutorService single(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                daemon(name),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }
}
