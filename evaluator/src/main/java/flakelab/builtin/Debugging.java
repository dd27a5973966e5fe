package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.PrintOptions;
import flakelab.eval.Printer;
import flakelab.text.Diagnostic;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Optional;

/// Seeing what goes on: `trace`, `warn`, `addErrorContext`.
final class Debugging {
    private Debugging() {}

    @Builtin(doc = "Prints *e1* on standard error, evaluated but not deeply, then returns *e2*.")
    static Value trace(Evaluator ev, Value e1, Value e2) {
        ev.world().trace(shown(ev, e1));
        return e2.force(Positions.NONE);
    }

    @Builtin(doc = "Like `trace`, but prints only with the setting `trace-verbose`; without it *e1* is not even evaluated.")
    static Value traceVerbose(Evaluator ev, Value e1, Value e2) {
        if (ev.settings().traceVerbose()) {
            ev.world().trace(shown(ev, e1));
        }
        return e2.force(Positions.NONE);
    }

    private static String shown(Evaluator ev, Value e1) {
        Value value = e1.force(Positions.NONE);
        return value instanceof StringValue s
                ? s.text()
                : new Printer(ev, PrintOptions.PLAIN).print(value);
    }

    @Builtin(doc = "Prints the string *e1* as a warning on standard error, then returns *e2*.")
    static Value warn(Evaluator ev, Value e1, Value e2) {
        ev.world()
            .evaluationWarning(ev.forceString(e1, new StringContext.Builder(), Positions.NONE,
                    "while evaluating the first argument; the message passed to builtins.warn"));
        if (ev.settings().abortOnWarn()) {
            throw BuiltinErrors.abortedOnWarning();
        }
        return e2.force(Positions.NONE);
    }

    @Builtin(name = "break", global = true, traced = false, doc = "Returns *v*; in a debugging session, stops there first.")
    static Value break_(Evaluator ev, Value v) {
        return v.force(Positions.NONE);
    }

    @Builtin(traced = false, doc = "Returns *e*; if its evaluation fails, the error's trace says *context*, also without `--show-trace`.")
    static Value addErrorContext(Evaluator ev, Value context, Value e) {
        try {
            return e.force(Positions.NONE);
        } catch (NixException error) {
            String message = ev.coerceToString(context, new StringContext.Builder(), Positions.NONE,
                    "while evaluating the error message passed to builtins.addErrorContext", false,
                    false, true);
            error.addFrame(new Diagnostic.Frame(Optional.empty(), message, true));
            throw error;
        }
    }
}
