package flakelab.session.assist;

import flakelab.eval.Interrupted;
import flakelab.session.State;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks at values for someone who only asked a question: what is evaluated already is had at once, more is evaluated for a
/// short time only, and nothing is fetched, built or written for it.
public final class Looking {
    private final State state;
    private final Duration budget;

    private Looking(State state, Duration budget) {
        this.state = state;
        this.budget = budget;
    }

    /// Evaluates what is asked for, for so long; on the evaluation thread.
    public static Looking within(Duration budget, State state) {
        return new Looking(state, budget);
    }

    /// Sees only what is evaluated already; on any thread, whatever the session is doing.
    public static Looking atWhatIsThere(State state) {
        return new Looking(state, Duration.ZERO);
    }

    /// What a path leads to; empty if it leads nowhere, fails or takes too long.
    Optional<Value> follow(NamePath path, int names) {
        if (!budget.isZero()) {
            return within(() -> follow(path, names, v -> v.force(Positions.NONE)));
        }
        return path.base().isEmpty()
                ? Optional.ofNullable(follow(path, names, v -> known(v).orElse(null)))
                : Optional.empty();
    }

    private @Nullable Value follow(NamePath path, int names, Function<Value, @Nullable Value> evaluated) {
        Value at = start(path);
        for (int i = path.base().isEmpty() ? 1 : 0; at != null && i < names; i++) {
            at = evaluated.apply(at) instanceof Attrs set ? set.get(symbol(path.names().get(i))) : null;
        }
        return at == null ? null : evaluated.apply(at);
    }

    private @Nullable Value start(NamePath path) {
        return path.base().isEmpty()
                ? state.scope().find(symbol(path.names().getFirst()))
                : state.evaluate(path.base());
    }

    static Symbol symbol(String name) {
        return Symbol.of(Latin1.ofUnicode(name));
    }

    /// What is known of a value without work.
    static Optional<Value> known(Value value) {
        return value instanceof Thunk thunk
                ? Optional.ofNullable(thunk.valueIfForced())
                : Optional.of(value);
    }

    private Optional<Value> within(Supplier<@Nullable Value> work) {
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(budget);
                state.evaluator().interrupt();
            } catch (InterruptedException e) {
                // Done in time.
            }
        });
        state.world().onlyLooking(true);
        try {
            return Optional.ofNullable(work.get());
        } catch (NixException | Interrupted | StackOverflowError e) {
            return Optional.empty(); // nothing can be said
        } finally {
            watch.interrupt();
            join(watch);
            state.evaluator().clearInterrupt();
            state.world().onlyLooking(false);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
