package flakelab.value;

/// Something that can be run in a frame to give a value: an executable node of an expression, or a pending call.
///
/// A frame is an `Object[]` whose slot 0 is the enclosing frame.
public abstract class Code {
    /// What a thunk holds after an error.
    static final Code FAILED = new Code(null) {
        @Override
        public Value eval(Object[] frame) {
            throw new IllegalStateException("failed before");
        }
    };

    private final Code running;

    /// @param running what a thunk holds while this code runs in it; `null` makes this code such a black hole itself
    protected Code(@org.jspecify.annotations.Nullable Code running) {
        this.running = running == null ? this : running;
    }

    /// Evaluates to weak head normal form.
    public abstract Value eval(Object[] frame);

    /// What a thunk holds while this code runs in it.
    final Code running() {
        return running;
    }

    /// The error of needing a thunk while it is being computed, at `pos`.
    protected RuntimeException infiniteRecursion(int pos) {
        throw new IllegalStateException("not a black hole");
    }
}
