package flakelab.eval;

/// A failed `assert` or a `throw`: what `builtins.tryEval` catches.
public class CatchableException extends EvalException {
    private static final long serialVersionUID = 1;

    public CatchableException(String message) {
        super(message);
    }
}
