package flakelab.value;

import flakelab.text.NixException;
import flakelab.text.Positions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A suspended computation, later its value: code and frame before, no code and the value afterwards.
///
/// While it is computed the code is a [Hole]. An error is kept and thrown again, with the frames it had collected, whenever
/// the thunk is needed later (as CppNix does since 2.34); what is no error of the program, such as an interrupt, leaves the
/// thunk as it was.
///
/// A function or list that a thunk evaluates to gets an identity of its own, as CppNix copies it into a cell of its own:
/// functions inside lists and sets are compared by address, and lists printed before are `«repeated»`.
///
/// # Several threads
/// `code` says what `payload` is, and is always written after it (release) and read before it (acquire): whoever sees no
/// code sees the value and all that was written before the value was finished. Who wants to compute a thunk takes it by
/// replacing the code with its hole: atomically while threads are [#shared], by a plain write while there is only one.
/// Nothing else writes the fields of a taken thunk.
///
/// Frames and sets whose slots are overwritten with values once these are known need no such care. Such a slot goes from
/// a thunk to that thunk's value, either will do for a reader; and every value that is no thunk has only final fields, so
/// that it is seen complete wherever it is found. What a value reaches beyond its fields was written before the value was
/// made: a closure cannot name a slot that is filled after it.
///
/// An error met by a thread that works ahead of another is kept as an attempt: the same thread and its like throw it again,
/// but the thread that decides computes the thunk once more, so that its message is the one it would have had alone.
public final class Thunk extends Value {
    private static final VarHandle CODE = code();
    private static volatile boolean shared;

    private volatile @Nullable Code code;
    private Object payload;

    public Thunk(Code code, Object[] frame) {
        CODE.set(this, code);
        this.payload = frame;
        VarHandle.storeStoreFence();
    }

    private static VarHandle code() {
        try {
            return MethodHandles.lookup().findVarHandle(Thunk.class, "code", Code.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Says whether more than one thread may compute thunks from now on. To be turned on before the second begins and off
    /// after all but one have ended.
    public static void shared(boolean on) {
        shared = on;
    }

    /// The value, computed now if it was not before.
    public Value value(int pos) {
        Code todo = code;
        return todo == null ? (Value) payload : run(todo, pos);
    }

    private Value run(Code todo, int pos) {
        Hole hole = todo.running();
        if (shared || hole == null) {
            return take(pos);
        }
        Object[] frame = (Object[]) payload;
        CODE.set(this, hole);
        return compute(todo, frame, pos);
    }

    private Value compute(Code todo, Object[] frame, int pos) {
        try {
            Value value = todo instanceof PendingCall pending ? pending.call(frame, pos) : todo.eval(frame);
            if (value instanceof FunctionValue function) {
                value = function.copy();
            } else if (value instanceof ListValue list) {
                value = list.copy();
            }
            payload = value;
            CODE.setRelease(this, null);
            return value;
        } catch (NixException e) {
            fail(e, todo, frame);
            throw e;
        } catch (Throwable e) {
            payload = frame;
            code = todo;
            throw e;
        }
    }

    private void fail(NixException e, Code todo, Object[] frame) {
        try {
            boolean ahead = shared && hole(todo).isAhead();
            payload = ahead ? new Failure.Attempt(e, todo, frame) : e;
            code = ahead ? Failure.AHEAD : Failure.FINAL;
        } catch (StackOverflowError deep) {
            payload = frame;
            code = todo;
            throw deep;
        }
    }

    private static Hole hole(Code todo) {
        return Objects.requireNonNull(todo.running()).mine();
    }

    /// The value, whoever else may be computing it and whatever happened to it before.
    private Value take(int pos) {
        while (true) {
            switch (code) {
                case null -> {
                    return (Value) payload;
                }
                case Failure failure when failure == Failure.FINAL -> throw ((NixException) payload).copy();
                case Failure failure -> {
                    if (payload instanceof Failure.Attempt attempt && !retake(failure, attempt)) {
                        throw attempt.error().copy();
                    }
                }
                case Hole hole -> {
                    RuntimeException refusal = hole.met(this, pos);
                    if (refusal != null) {
                        throw refusal;
                    }
                }
                case Code todo -> {
                    if (CODE.compareAndSet(this, todo, hole(todo))) {
                        return compute(todo, (Object[]) payload, pos);
                    }
                }
            }
        }
    }

    /// Makes a thunk that failed ahead of time what it was before; not for threads that work ahead.
    private boolean retake(Failure failure, Failure.Attempt attempt) {
        Hole mine = hole(attempt.code());
        if (mine.isAhead()) {
            return false;
        }
        if (CODE.compareAndSet(this, failure, mine)) {
            payload = attempt.frame();
            code = attempt.code();
        }
        return true;
    }

    /// [#value], needed where the computation was written. While another thread has the thunk that place is not known.
    Value valueWhereWritten() {
        Hole hole = hole();
        while (hole != null) {
            RuntimeException refusal = hole.met(this, Positions.NONE);
            if (refusal != null) {
                throw refusal;
            }
            hole = hole();
        }
        return value(writtenAt());
    }

    public boolean isForced() {
        return code == null;
    }

    /// Who is computing it right now: a caller further up, or another thread.
    public @Nullable Hole hole() {
        return code instanceof Hole hole ? hole : null;
    }

    public boolean isRunning() {
        return hole() != null;
    }

    /// The value if it was computed already.
    public @Nullable Value valueIfForced() {
        return code == null ? (Value) payload : null;
    }

    /// Where the computation was written, if that is known (CppNix `determinePos` of a pending call).
    int writtenAt() {
        return switch (payload) {
            case Object[] frame when code instanceof PendingCall pending -> pending.pos(frame);
            case Failure.Attempt attempt when attempt.code() instanceof PendingCall pending ->
                pending.pos(attempt.frame());
            default -> Positions.NONE;
        };
    }

    @Override
    public String typeName() {
        Value value = valueIfForced();
        return value != null ? value.typeName() : isRunning() ? "a black hole" : "a thunk";
    }
}
