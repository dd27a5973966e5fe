package flakelab.eval;

import flakelab.text.Diagnostic;
import flakelab.text.NixException;
import flakelab.text.Position;
import java.util.List;
import java.util.Optional;

/// A failed evaluation. `tryEval` catches only [CatchableException].
public class EvalException extends NixException {
    private static final long serialVersionUID = 1;

    public EvalException(String message) {
        super(message, Optional.empty());
    }

    /// Sets where it happened, if that is not known yet.
    public EvalException at(Optional<Position> place) {
        positionIfAbsent(place);
        return this;
    }

    /// Adds a frame; an empty message adds nothing, as in CppNix.
    public EvalException trace(Optional<Position> place, String message) {
        addFrame(new Diagnostic.Frame(place, message, false));
        return this;
    }

    /// Offers names for a misspelt one; the nearest come first.
    public EvalException suggest(List<String> names) {
        addSuggestions(names);
        return this;
    }

    /// Whether another run, under other settings, may succeed, so that nobody should remember the failure (CppNix's
    /// `EvalBaseError`s that are no `EvalError`s).
    public boolean isConditional() {
        return false;
    }

    /// An attribute path that leads nowhere (CppNix `AttrPathNotFound`).
    public static final class NotFound extends EvalException {
        private static final long serialVersionUID = 1;

        public NotFound(String message) {
            super(message);
        }
    }

    /// Too many nested calls, or Java's stack at its end. Never swallowed by printing.
    public static final class TooDeep extends EvalException {
        private static final long serialVersionUID = 1;

        public TooDeep(String message) {
            super(message);
        }

        @Override
        public boolean isConditional() {
            return true;
        }
    }

    /// Something would have to be built first, and may not (CppNix `IFDError`).
    public static final class NeedsBuild extends EvalException {
        private static final long serialVersionUID = 1;

        public NeedsBuild(String message) {
            super(message);
        }

        @Override
        public boolean isConditional() {
            return true;
        }
    }

    /// A file that pure or restricted evaluation may not look at (CppNix `RestrictedPathError`).
    public static final class Forbidden extends EvalException {
        private static final long serialVersionUID = 1;

        public Forbidden(String message) {
            super(message);
        }
    }
}
