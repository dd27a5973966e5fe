package flakelab.flake.cache;

import flakelab.eval.EvalException;
import flakelab.text.Emphasis;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;

/// An attribute is known to fail; why was not kept (CppNix `CachedEvalError`).
public final class CachedFailure extends EvalException {
    private static final long serialVersionUID = 1;

    private final transient Cursor set;
    private final String name;

    CachedFailure(Cursor set, String name) {
        super(Emphasis.format("cached failure of attribute '%s'", set.path(name)));
        this.set = set;
        this.name = name;
    }

    /// Evaluates the attribute again, to fail as it did.
    ///
    /// @throws flakelab.text.NixException always
    public EvalException again() {
        if (set.force() instanceof Attrs attributes && attributes.get(Symbol.of(name)) instanceof Value value) {
            value.force(Positions.NONE);
        }
        return new EvalException(Emphasis.format(
                "evaluation of cached failed attribute '%s' unexpectedly succeeded", set.path(name)));
    }
}
