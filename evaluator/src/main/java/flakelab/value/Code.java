package flakelab.value;

import org.jspecify.annotations.Nullable;

/// Something that can be run in a frame to give a value: an executable node of an expression, or a pending call.
///
/// A frame is an `Object[]` whose slot 0 is the enclosing frame.
public abstract class Code {
    private final @Nullable Hole running;

    /// @param running what a thunk holds while this code runs in it
    protected Code(@Nullable Hole running) {
        this.running = running;
    }

    /// Evaluates to weak head normal form.
    public abstract Value eval(Object[] frame);

    /// What a thunk holds while this code runs in it; `null` for what cannot run.
    final @Nullable Hole running() {
        return running;
    }
}
