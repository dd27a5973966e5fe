package flakelab.builtin;

import flakelab.eval.Ahead;
import flakelab.eval.CatchableException;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.text.Positions;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// What decides when something is evaluated and what happens when it fails.
final class Control {
    private Control() {}

    @Builtin(doc = "Evaluates *e1* to weak head normal form, then returns *e2*.")
    static Value seq(Evaluator ev, Value e1, Value e2) {
        e1.force(Positions.NONE);
        return e2.force(Positions.NONE);
    }

    @Builtin(doc = "Evaluates *e1* completely, with all list elements and attributes, then returns *e2*.")
    static Value deepSeq(Evaluator ev, Value e1, Value e2) {
        ev.deepForce(e1);
        return e2.force(Positions.NONE);
    }

    @Builtin(global = true, doc = "Stops evaluation with the message *s*. `tryEval` does not catch it.")
    static Value abort(Evaluator ev, Value s) {
        throw BuiltinErrors
            .aborted(message(ev, s, "while evaluating the error message passed to builtins.abort"));
    }

    @Builtin(name = "throw", global = true, doc = """
            Fails with the message *s*. `tryEval` catches it, and commands that look at many packages skip those that throw.
            """)
    static Value throw_(Evaluator ev, Value s) {
        throw BuiltinErrors
            .thrown(message(ev, s, "while evaluating the error message passed to builtin.throw"));
    }

    private static String message(Evaluator ev, Value s, String context) {
        return ev.coerceToString(s, new StringContext.Builder(), Positions.NONE, context, false,
                true, true);
    }

    @Builtin(doc = """
            Tries to evaluate *e* to weak head normal form. A set: `success`, and `value`, which is `false` if that failed.
            Only `throw` and `assert` are caught, and only outside what *e* leaves unevaluated.
            """)
    static Value tryEval(Evaluator ev, Value e) {
        int depth = ev.depth();
        try {
            return outcome(true, e.force(Positions.NONE));
        } catch (CatchableException caught) {
            Ahead.refuse(); // an error that is kept goes on collecting frames: which ones must not depend on other threads
            ev.leave(depth);
            return outcome(false, BoolValue.FALSE);
        }
    }

    private static Value outcome(boolean success, Value value) {
        return new AttrsBuilder(2).put(Names.SUCCESS, BoolValue.of(success))
            .put(Names.VALUE, value)
            .build();
    }

    @Builtin(doc = """
            The value of the environment variable *s*, or the empty string. Always empty in pure and restricted evaluation.
            """)
    static Value getEnv(Evaluator ev, Value s) {
        String name = ev.forceStringNoContext(s, Positions.NONE,
                "while evaluating the first argument passed to builtins.getEnv");
        if (ev.settings().pureEval() || ev.settings().restrictEval()) {
            return StringValue.EMPTY;
        }
        return StringValue.of(ev.world().environment(name).orElse(""));
    }
}
