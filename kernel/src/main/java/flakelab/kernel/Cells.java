package flakelab.kernel;

import flakelab.kernel.wire.Codec;
import flakelab.kernel.wire.Message;
import flakelab.kernel.wire.Sockets;
import flakelab.session.Answer;
import flakelab.session.Display;
import flakelab.session.Tree;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishDisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// Runs cells one after the other, in the order they came, on a thread of their own.
final class Cells {
    /// The value of a `user_expressions` member: a bundle that says it is one.
    static final class Value extends DisplayData {
        final String status = "ok";

        Value(Display display) {
            super(Bundle.of(display));
        }
    }

    private final Interpreter interpreter;
    private final Publisher publisher;
    private final Sockets sockets;
    private final History history;
    private final Comms comms;
    private final ScheduledExecutorService flusher;
    private final Runnable quit;
    private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::runAll, "nix-eval");
    private volatile @Nullable Screen running;
    private int count;

    Cells(Interpreter interpreter, Publisher publisher, Sockets sockets, History history,
            Comms comms,
            ScheduledExecutorService flusher, Runnable quit) {
        this.interpreter = interpreter;
        this.publisher = publisher;
        this.sockets = sockets;
        this.history = history;
        this.comms = comms;
        this.flusher = flusher;
        this.quit = quit;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void submit(Message request) {
        waiting.add(request);
    }

    /// Gives an `input_reply` to the cell that asked.
    void answer(Message reply) {
        Screen screen = running;
        if (screen != null) {
            screen.answer(reply.content().path("value").asText());
        }
    }

    /// Stops the running cell; between cells does nothing.
    void interrupt() {
        Screen screen = running;
        if (screen != null) {
            screen.interrupt();
            interpreter.interrupt();
        }
    }

    /// Forgets waiting cells and ends the thread once the running cell has noticed.
    void close() {
        waiting.clear();
        interrupt();
        thread.interrupt();
    }

    private void runAll() {
        try {
            while (true) {
                Cell cell = Cell.of(waiting.take());
                publisher.cellBegins(cell.request());
                List<Message> aborted = List.of();
                try {
                    aborted = run(cell);
                } catch (Throwable failure) { // this thread must outlive whatever a cell brings
                    publisher.reply(cell.request(), Map.of(), Publisher.error(failure));
                } finally {
                    publisher.cellEnds(cell.request());
                }
                aborted.forEach(this::abort);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs one cell and replies. Returns the requests that must not run because this one failed.
    private List<Message> run(Cell cell) {
        Map<String, String> metadata = Map.of("started", Codec.now());
        boolean counts = cell.storeHistory() && !cell.code().isBlank();
        if (counts) {
            history.add(++count, cell.code());
        }
        comms.cellBegins(cell.request());
        Screen screen = new Screen(cell, publisher, flusher);
        screen.show(new PublishExecuteInput(cell.code(), count));
        running = screen;
        Outcome outcome = outcome(cell.code(), screen);
        running = null;
        Object reply = switch (outcome) {
            case Outcome.Good(Answer answer) -> {
                show(answer, cell, screen, counts);
                yield Map.of("status", "ok", "execution_count", count, "user_expressions",
                        values(cell), "payload", payload(answer));
            }
            case Outcome.Bad(ErrorReply error) -> {
                screen.show(new PublishError(error.getErrorName(), error.getErrorMessage(), error
                    .getStacktrace()));
                error.setExecutionCount(count);
                yield error;
            }
        };
        screen.flush();
        List<Message> aborted = List.of();
        if (outcome instanceof Outcome.Bad && cell.stopOnError()) {
            // Taken before the reply is sent: what a client sends after it has seen the error must run.
            sockets.settle();
            aborted = new ArrayList<>();
            waiting.drainTo(aborted);
        }
        publisher.reply(cell.request(), metadata, reply);
        if (outcome instanceof Outcome.Good(Answer.Quit _)) {
            quit.run();
        }
        return aborted;
    }

    private sealed interface Outcome {
        record Good(Answer answer) implements Outcome {}

        record Bad(ErrorReply error) implements Outcome {}
    }

    private Outcome outcome(String code, Screen screen) {
        if (code.isBlank()) {
            return new Outcome.Good(new Answer.Silent());
        }
        try {
            return switch (interpreter.run(code, screen)) {
                case Answer.Failed failed -> new Outcome.Bad(error(failed, screen.interrupted()));
                case Answer answer -> new Outcome.Good(answer);
            };
        } catch (Throwable failure) {
            return new Outcome.Bad(Publisher.error(failure));
        }
    }

    private static ErrorReply error(Answer.Failed failed, boolean interrupted) {
        List<String> shown = failed.display().plain().lines().toList();
        // The name every frontend knows for "the user stopped this".
        return failed.interrupted() || interrupted
                ? new ErrorReply("KeyboardInterrupt", "interrupted by the user", shown)
                : new ErrorReply("error", Bundle.plain(failed.diagnostic().message()), shown);
    }

    private void show(Answer answer, Cell cell, Screen screen, boolean counts) {
        if (answer instanceof Answer.Shown(Display display)) {
            DisplayData bundle = Bundle.of(display);
            if (!cell.silent() && display.parts().get(Tree.PART) instanceof Tree tree) {
                comms.enrich(bundle, tree, cell.request());
            }
            screen.show(counts
                    ? new PublishExecuteResult(count, bundle)
                    : new PublishDisplayData(bundle));
        } else if (answer instanceof Answer.Bound bound && !bound.display().plain().isEmpty()) {
            screen.show(new PublishDisplayData(Bundle.of(bound.display())));
        }
    }

    private static List<Map<String, Object>> payload(Answer answer) {
        return answer instanceof Answer.Quit
                ? List.of(Map.of("source", "ask_exit", "keepkernel", false))
                : List.of();
    }

    /// The values of a request's `user_expressions`, evaluated after the cell, without output.
    private Map<String, Object> values(Cell cell) {
        Map<String, Object> values = new LinkedHashMap<>();
        Cell quiet = new Cell(cell.request(), "", true, false, false, false, List.of());
        for (Map.Entry<String, String> expression : cell.expressions()) {
            Screen nowhere = new Screen(quiet, publisher, flusher);
            running = nowhere;
            values.put(expression.getKey(), switch (outcome(expression.getValue(), nowhere)) {
                case Outcome.Good(Answer.Shown(Display display)) -> new Value(display);
                case Outcome.Good(Answer _) -> new Value(Display.text(""));
                case Outcome.Bad(ErrorReply error) -> error;
            });
            running = null;
        }
        return values;
    }

    private void abort(Message request) {
        publisher.publish(request, PublishStatus.BUSY);
        publisher.reply(request, Map.of(), Map.of("status", "aborted"));
        publisher.publish(request, PublishStatus.IDLE);
    }
}
