package flakelab.eval;

import flakelab.builtin.Library;
import flakelab.text.Origin;
import flakelab.text.Positions;
import flakelab.text.Source;
import flakelab.value.Value;

/// An evaluator with all built-in functions, for tests.
final class Nix {
    final TestWorld world = new TestWorld();
    final Evaluator ev;
    final Scope scope;

    Nix() {
        this(EvalSettings.DEFAULT);
    }

    Nix(EvalSettings settings) {
        ev = new Evaluator(world, settings, new Positions());
        Library.install(ev);
        scope = new Scope(ev.baseScope());
    }

    Value eval(String expression) {
        return ev.outermost(() -> ev.eval(ev.parse(new Source(new Origin.Text(), expression), "/"), scope));
    }

    Value lazy(String expression) {
        return ev.lazyEval(ev.parse(new Source(new Origin.Text(), expression), "/"), scope);
    }

    String shown(String expression) {
        return new Printer(ev, PrintOptions.PLAIN.withForce(true)).print(eval(expression));
    }
}
