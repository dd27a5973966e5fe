package flakelab.value;

import flakelab.text.NixException;
import flakelab.text.Positions;
import org.jspecify.annotations.Nullable;

/// A suspended computation, later its value: code and frame before, no code and the value afterwards.
///
/// While running, the code is a black hole. An error is kept and thrown again, with the frames it had collected, whenever
/// the thunk is needed later (as CppNix does since 2.34); what is no error of the program, such as an interrupt, leaves the
/// thunk as it was.
///
/// A function or list that a thunk evaluates to gets an identity of its own, as CppNix copies it into a cell of its own:
/// functions inside lists and sets are compared by address, and lists printed before are `«repeated»`.
public final class Thunk extends Value {
    private @Nullable Code code;
    private Object payload;

    public Thunk(Code code, Object[] frame) {
        this.code = code;
        this.payload = frame;
    }

    /// The value, computed now if it was not before.
    public Value value(int pos) {
        Code todo = code;
        return todo == null ? (Value) payload : run(todo, pos);
    }

    private Value run(Code todo, int pos) {
        Code hole = todo.running();
        if (hole == todo) {
            throw refusal(todo, pos);
        }
        Object[] frame = (Object[]) payload;
        code = hole;
        try {
            Value value = todo instanceof PendingCall pending ? pending.call(frame, pos) : todo.eval(frame);
            if (value instanceof FunctionValue function) {
                value = function.copy();
            } else if (value instanceof ListValue list) {
                value = list.copy();
            }
            payload = value;
            code = null;
            return value;
        } catch (NixException e) {
            payload = e;
            code = Code.FAILED;
            throw e;
        } catch (Throwable e) {
            code = todo;
            throw e;
        }
    }

    private RuntimeException refusal(Code todo, int pos) {
        return todo == Code.FAILED
                ? ((NixException) payload).copy()
                : todo.infiniteRecursion(pos);
    }

    public boolean isForced() {
        return code == null;
    }

    /// Whether it is being computed right now, by a caller further up.
    public boolean isRunning() {
        Code now = code;
        return now != null && now != Code.FAILED && now.running() == now;
    }

    /// The value if it was computed already.
    public @Nullable Value valueIfForced() {
        return code == null ? (Value) payload : null;
    }

    /// Where the computation was written, if that is known (CppNix `determinePos` of a pending call).
    int writtenAt() {
        return code instanceof PendingCall pending ? pending.pos((Object[]) payload) : Positions.NONE;
    }

    @Override
    public String typeName() {
        Value value = valueIfForced();
        return value != null ? value.typeName() : isRunning() ? "a black hole" : "a thunk";
    }
}
