package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.text.NixException;
import flakelab.value.BoolValue;
import flakelab.value.Code;
import flakelab.value.Thunk;
import flakelab.value.Value;
import org.jspecify.annotations.Nullable;

/// An expression ready to run: every name is a place in the frame, every shape its own class.
///
/// Subclasses keep [#eval] small enough for HotSpot to inline; what is rare lives in methods of its own.
abstract class Node extends Code {
    final Evaluator ev;

    Node(Evaluator ev) {
        super(ev.calls().blackHole());
        this.ev = ev;
    }

    /// The value in weak head normal form.
    @Override
    public abstract Value eval(Object[] frame);

    /// The value without computing anything: a thunk, unless CppNix would share or hold the value too (`maybeThunk`).
    /// What is printed unforced (`<CODE>`) depends on this.
    Value lazy(Object[] frame) {
        return new Thunk(this, frame);
    }

    /// Like [#lazy] where the value goes straight into a call: anything that is there without work will do.
    Value argument(Object[] frame) {
        return lazy(frame);
    }

    /// The value in weak head normal form if it is there already.
    @Nullable
    Value peek(Object[] frame) {
        return null;
    }

    /// A lambda bound to a dynamic attribute learns its name when that is known.
    void setName(Symbol name) {}

    /// Evaluates to a Boolean; errors get `context` as a frame.
    final boolean test(Object[] frame, int pos, String context) {
        try {
            Value v = eval(frame);
            if (v == BoolValue.TRUE) {
                return true;
            }
            if (v == BoolValue.FALSE) {
                return false;
            }
            throw EvalErrors.expected(ev, "a Boolean", v).at(ev.at(pos));
        } catch (NixException e) {
            throw ev.frame(e, pos, context);
        }
    }
}
