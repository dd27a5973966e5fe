package flakelab.session.command;

import flakelab.derivation.RealisedOutputs;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import flakelab.value.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Builds what an expression gives, for the prompt (CppNix `NixRepl::processLine`, `:b` and `:bl`).
final class Built {
    private Built() {}

    static Display now(State state, String expression, Console console, boolean links) {
        StorePath derivation = derivation(state, expression);
        state.world()
            .builds()
            .build(List.of(new Wanted.Built(derivation, new TreeSet<>())),
                    new BuildLines(console, BuildLines.Style.NAMED));
        Store store = state.world().store();
        StringBuilder text = new StringBuilder(
                "\nThis derivation produced the following outputs:\n");
        outputs(store, derivation).forEach((output, path) -> {
            String printed = store.storeDir().print(path);
            if (links && store instanceof LocalStore local) {
                String link = "repl-result-" + output;
                local.addPermanentRoot(path, state.directory().resolve(link));
                text.append("  ./").append(link).append(" -> ").append(printed).append('\n');
            } else {
                text.append("  ").append(output).append(" -> ").append(printed).append('\n');
            }
        });
        return Display.text(text.toString().stripTrailing());
    }

    /// The derivation an expression gives.
    static StorePath derivation(State state, String expression) {
        Value value = state.evaluate(expression);
        StorePath derivation = Packages.single(state.evaluator(), value)
            .orElseThrow(() -> SessionErrors.error(
                    "expression does not evaluate to a derivation, so I can't build it"))
            .derivation();
        if (!state.world().store().isValid(derivation)) {
            throw SessionErrors
                .error(Emphasis.format("expression evaluated to invalid derivation '%s'",
                        state.world().store().storeDir().print(derivation)));
        }
        return derivation;
    }

    /// The outputs of a built derivation.
    static Map<String, StorePath> outputs(Store store, StorePath derivation) {
        return new RealisedOutputs(store).of(derivation);
    }
}
