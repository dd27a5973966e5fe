package flakelab.kernel;

import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.Program;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.publish.PublishDisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import io.github.spencerpark.jupyter.messages.publish.PublishUpdateDisplayData;
import io.github.spencerpark.jupyter.messages.request.InputRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The space under one cell: where its output goes, also what a straggling thread says after the cell has ended.
///
/// Stream text is collected for [#FLUSH_MILLIS] and sent as one message, since a message per line would drown a frontend;
/// anything else published for the cell first flushes it. Updates of a display go out at most every [#UPDATE_MILLIS], the
/// last state always.
final class Screen implements Console {
    private static final int FLUSH_MILLIS = 50;
    private static final int UPDATE_MILLIS = 100;
    private static final int FULL = 1 << 20;

    /// A display shown under an id: when it was last sent, and what is to be sent next.
    private static final class Slot {
        private long sentNanos;
        private @Nullable Display pending;
    }

    private final Cell cell;
    private final Publisher publisher;
    private final ScheduledExecutorService flusher;
    private final StringBuilder text = new StringBuilder();
    private StreamType stream = StreamType.OUT;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private boolean scheduled;
    private final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();
    private volatile boolean interrupted;
    private volatile @Nullable Child child;

    Screen(Cell cell, Publisher publisher, ScheduledExecutorService flusher) {
        this.cell = cell;
        this.publisher = publisher;
        this.flusher = flusher;
    }

    @Override
    public void out(String more) {
        write(StreamType.OUT, more);
    }

    @Override
    public void err(String more) {
        write(StreamType.ERR, more);
    }

    private synchronized void write(StreamType to, String more) {
        if (cell.silent() || more.isEmpty()) {
            return;
        }
        if (to != stream) {
            flushText();
            stream = to;
        }
        text.append(more);
        if (text.length() >= FULL) {
            flushText();
        } else {
            schedule(FLUSH_MILLIS);
        }
    }

    @Override
    public synchronized void update(String id, Display display) {
        if (cell.silent()) {
            return;
        }
        Slot slot = slots.get(id);
        if (slot == null) {
            flushText();
            publish(new PublishDisplayData(Bundle.of(display, id)));
            slot = new Slot();
            slot.sentNanos = System.nanoTime();
            slots.put(id, slot);
        } else {
            slot.pending = display;
            sendDue(id, slot, false);
        }
    }

    /// Publishes something else under this cell, after the text written before it.
    synchronized void show(ContentType<?> content) {
        if (!cell.silent()) {
            flushText();
            publish(content);
        }
    }

    /// Sends everything that waits.
    synchronized void flush() {
        flushText();
        slots.forEach((id, slot) -> sendDue(id, slot, true));
    }

    @Override
    public Optional<String> ask(String prompt, boolean password) {
        typed.clear();
        if (!cell.allowStdin() || interrupted) {
            return Optional.empty();
        }
        flush();
        publisher.ask(cell.request(), new InputRequest(prompt, password));
        try {
            return typed.take();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// An answer to [#ask]. One that comes when nobody waits is forgotten at the next question.
    void answer(String line) {
        typed.add(Optional.of(line));
    }

    /// Ends a pending [#ask] without an answer, and every later one.
    void interrupt() {
        interrupted = true;
        typed.add(Optional.empty());
        Child running = child;
        if (running != null) {
            running.stop();
        }
    }

    boolean interrupted() {
        return interrupted;
    }

    @Override
    public int start(Program program) {
        Child started = Child.start(program);
        child = started;
        try {
            return started.waitFor(this::out, this::err);
        } finally {
            child = null;
        }
    }

    @Override
    public boolean colours() {
        return true;
    }

    @Override
    public int width() {
        return 80;
    }

    private void publish(ContentType<?> content) {
        publisher.publish(cell.request(), content);
    }

    private void flushText() {
        if (!text.isEmpty()) {
            publish(new PublishStream(stream, text.toString()));
            text.setLength(0);
        }
    }

    private void sendDue(String id, Slot slot, boolean now) {
        if (slot.pending == null) {
            return;
        }
        long waitMillis = UPDATE_MILLIS
                - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - slot.sentNanos);
        if (now || waitMillis <= 0) {
            flushText();
            publish(new PublishUpdateDisplayData(Bundle.of(slot.pending, id)));
            slot.pending = null;
            slot.sentNanos = System.nanoTime();
        } else {
            schedule((int) waitMillis);
        }
    }

    private void schedule(int millis) {
        if (!scheduled) {
            scheduled = true;
            flusher.schedule(this::flushLate, millis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void flushLate() {
        scheduled = false;
        flushText();
        slots.forEach((id, slot) -> sendDue(id, slot, false));
    }
}
