package flakelab.session;

import flakelab.eval.Interrupted;
import flakelab.flake.cache.CachedFailure;
import flakelab.session.assist.Colouring;
import flakelab.session.assist.Completer;
import flakelab.session.assist.Inspector;
import flakelab.session.assist.Looking;
import flakelab.session.command.Commands;
import flakelab.session.display.Displays;
import flakelab.syntax.Expr;
import flakelab.syntax.ReplInput;
import flakelab.text.Diagnostic;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One persistent, lazy evaluator with the names bound so far: the object behind every door.
///
/// One input runs at a time, on the session's own thread with a large stack; [#interrupt] may be called from any thread.
public final class Session implements AutoCloseable {
    private static final Duration COMPLETION_BUDGET = Duration.ofMillis(400);
    private static final Duration INSPECTION_BUDGET = Duration.ofSeconds(1);

    private final State state;
    private final Turns turns = new Turns();
    private final ReentrantLock busy = new ReentrantLock();

    private Session(SessionOptions options) {
        this.state = new State(options);
    }

    public static Session open(SessionOptions options) {
        return new Session(options);
    }

    /// Runs one whole input: an expression, bindings (`x = 1; y = 2`) or a `:command`. Never throws for a user's
    /// mistake.
    public Answer run(String input, Console console) {
        String text = afterComments(input).strip();
        if (text.isEmpty()) {
            return new Answer.Silent();
        }
        return inTurn(() -> guarded(console, () -> text.startsWith(":")
                ? Commands.run(state, text, console)
                : evaluate(input, console)));
    }

    /// The input from its first word on: cells of a notebook often begin with a comment, or hold nothing else.
    private static String afterComments(String input) {
        String rest = input.stripLeading();
        while (rest.startsWith("#") || rest.startsWith("/*")) {
            String end = rest.startsWith("#") ? "\n" : "*/";
            int at = rest.indexOf(end, end.length());
            if (at < 0) {
                return end.equals("\n") ? "" : rest; // an open comment is the parser's to report
            }
            rest = rest.substring(at + end.length()).stripLeading();
        }
        return rest;
    }

    private Answer evaluate(String input, Console console) {
        Source source = Source.ofJavaString(new Origin.Text(), input);
        return switch (state.parseInput(source)) {
            case ReplInput.Bindings(Expr.AttrSet set) ->
                bound((Attrs) state.evaluator().eval(set, state.scope()));
            case ReplInput.Expression(Expr expression) -> {
                Value value = state.evaluator()
                    .eval(expression, state.scope())
                    .force(Positions.NONE);
                yield new Answer.Shown(Displays.value(state.evaluator(), value, console.colours()));
            }
        };
    }

    /// Siblings do not see each other, as in CppNix's REPL: `a = 1; b = a;` takes `a` from before.
    private Answer bound(Attrs bindings) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < bindings.size(); i++) {
            state.bind(bindings.nameAt(i), bindings.valueAt(i));
            names.add(Latin1.toUnicode(bindings.nameAt(i).name));
        }
        return new Answer.Bound(names, Display.text(""));
    }

    /// Runs a command by name with words as a shell split them; empty if there is no such command.
    public Optional<Answer> command(String name, List<String> words, Console console) {
        return Commands.find(name)
            .map(entry -> inTurn(
                    () -> guarded(console, () -> Commands.run(state, entry, words, console))));
    }

    /// Runs one-shot work; failures are thrown as [NixException].
    public void execute(Job job, Console console, Consumer<String> out) {
        inTurn(() -> {
            state.world().tell(Messages.to(console));
            try {
                job.run(state, out, console);
            } catch (CachedFailure e) {
                throw e.again();
            } catch (Interrupted e) {
                throw SessionErrors.interrupted();
            } catch (StackOverflowError e) {
                throw SessionErrors.stackOverflow();
            }
            return true;
        });
    }

    /// Evaluates one node of a tree and gives its parts. Waits while an input runs; ends early on [#interrupt].
    ///
    /// @throws NixException when evaluation fails
    public List<Tree> open(Tree tree) {
        return inTurn(() -> {
            state.evaluator().clearInterrupt();
            try {
                return tree.parts();
            } catch (Interrupted e) {
                throw SessionErrors.interrupted();
            } catch (StackOverflowError e) {
                throw SessionErrors.stackOverflow();
            } finally {
                state.evaluator().leave(0);
            }
        });
    }

    private <T> T inTurn(Supplier<T> work) {
        busy.lock();
        try {
            return turns.call(work, this::interrupt);
        } finally {
            busy.unlock();
        }
    }

    private Answer guarded(Console console, Supplier<Answer> work) {
        state.world().tell(Messages.to(console));
        state.evaluator().clearInterrupt();
        try {
            return work.get();
        } catch (CachedFailure e) {
            return guarded(console, () -> {
                throw e.again();
            });
        } catch (NixException e) {
            return failed(e.diagnostic(), console, false);
        } catch (Interrupted e) {
            return failed(SessionErrors.interrupted().diagnostic(), console, true);
        } catch (StackOverflowError e) {
            return failed(SessionErrors.stackOverflow().diagnostic(), console, false);
        } catch (OutOfMemoryError e) {
            return failed(SessionErrors.error("out of memory").diagnostic(), console, false);
        } finally {
            state.evaluator().leave(0);
        }
    }

    private Answer failed(Diagnostic diagnostic, Console console, boolean interrupted) {
        return new Answer.Failed(diagnostic,
                Displays.diagnostic(diagnostic, state.showTrace(), console.colours()), interrupted);
    }

    /// Whether the input is finished, for front ends that read line by line.
    public Completeness completeness(String input) {
        String text = afterComments(input);
        if (text.isEmpty() || text.startsWith(":")) {
            return new Completeness(Completeness.Kind.COMPLETE, "");
        }
        return switch (flakelab.syntax.Completeness.of(Latin1.ofUnicode(input),
                state.parserSettings())) {
            case flakelab.syntax.Completeness.Complete() ->
                new Completeness(Completeness.Kind.COMPLETE, "");
            case flakelab.syntax.Completeness.Incomplete() ->
                new Completeness(Completeness.Kind.INCOMPLETE, indentation(input));
            case flakelab.syntax.Completeness.Invalid(var error) ->
                new Completeness(Completeness.Kind.INVALID, "");
        };
    }

    /// That of the last line, deeper if it opened something.
    private static String indentation(String input) {
        String line = input.substring(input.lastIndexOf('\n') + 1);
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        return line.stripTrailing().matches(".*[\\[({=:]|.*\\b(let|in|then|else)")
                ? indent + "  "
                : indent;
    }

    /// Proposals for the input at `cursor` (a UTF-16 index). Bounded in time; never fetches, builds or writes. While an
    /// input runs they come from what is evaluated already.
    public Completions complete(String input, int cursor) {
        return look(() -> new Completer(state, Looking.atWhatIsThere(state)).complete(input, cursor),
                () -> new Completer(state, Looking.within(COMPLETION_BUDGET, state)).complete(input, cursor));
    }

    /// What is known of the name or attribute path at `cursor`; `detail` 0 is a short form, 1 everything.
    public Optional<Display> inspect(String input, int cursor, int detail) {
        return look(Optional::empty,
                () -> new Inspector(state, Looking.within(INSPECTION_BUDGET, state)).inspect(input, cursor, detail));
    }

    private <T> T look(Supplier<T> whileBusy, Supplier<T> work) {
        if (!busy.tryLock()) {
            return whileBusy.get();
        }
        try {
            return turns.call(work, this::interrupt);
        } finally {
            busy.unlock();
        }
    }

    /// The input cut into pieces for colouring.
    public List<Token> tokens(String input) {
        return Colouring.tokens(input);
    }

    /// Stops what is running now; does nothing otherwise. Values stay usable.
    public void interrupt() {
        if (busy.isLocked()) {
            state.evaluator().interrupt();
            state.world().cancel();
        }
    }

    public Settings settings() {
        return state.settings();
    }

    @Override
    public void close() {
        turns.close();
        state.close();
    }
}
