package flakelab.value;

/// What a thunk holds while it is computed: says whose work it is.
///
/// With one thread evaluating there is one hole, [Code#running]. With several, each thread puts its own, [#mine], so that
/// another that needs the thunk can wait for it.
public abstract class Hole extends Code {
    protected Hole() {
        super(null);
    }

    /// The hole of the current thread.
    protected abstract Hole mine();

    /// The thunk was needed while it held this hole: waits until it may have changed, if that makes sense.
    ///
    /// @return the error of needing a thunk to compute itself, at `pos`, or `null` after waiting
    protected abstract @org.jspecify.annotations.Nullable RuntimeException met(Thunk thunk, int pos);

    /// Whether this thread only works ahead of another: errors it meets are not the last word.
    protected abstract boolean isAhead();

    @Override
    public final Value eval(Object[] frame) {
        throw new IllegalStateException("a hole");
    }
}
