package flakelab.value;

import flakelab.text.Positions;

/// A call that waits in a thunk: slot 0 of its frame is the function, the others are the arguments.
///
/// It counts as called from where its value is needed first.
public abstract class PendingCall extends Code {
    protected PendingCall(Hole running) {
        super(running);
    }

    @Override
    public final Value eval(Object[] frame) {
        return call(frame, Positions.NONE);
    }

    protected abstract Value call(Object[] frame, int pos);

    /// Where the function was written.
    final int pos(Object[] frame) {
        return ((Value) frame[0]).pos();
    }
}
