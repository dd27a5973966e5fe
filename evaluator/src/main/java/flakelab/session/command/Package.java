package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.session.SessionErrors;
import flakelab.store.StorePath;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.StringContext;
import flakelab.value.Value;

/// A derivation found in a value; what is known of it is evaluated when asked for.
///
/// @param path where it was found, such as `python3Packages.numpy`
record Package(Evaluator evaluator, String path, Attrs attributes) {
    private static final Symbol DRV_PATH = Symbol.of("drvPath");
    private static final Symbol OUTPUT_NAME = Symbol.of("outputName");

    /// Its `.drv` file.
    StorePath derivation() {
        Value value = attributes.get(DRV_PATH);
        if (value == null) {
            throw SessionErrors.error("derivation does not contain a 'drvPath' attribute");
        }
        String text = evaluator.coerceToString(value, new StringContext.Builder(),
                attributes.positionOf(DRV_PATH),
                "while evaluating the 'drvPath' attribute of a derivation", false, false, true);
        StorePath derivation = evaluator.world().store().storeDir().parse(text);
        derivation.requireDerivation();
        return derivation;
    }

    /// The output it stands for.
    String output() {
        Value value = attributes.get(OUTPUT_NAME);
        return value == null
                ? ""
                : evaluator.forceStringNoContext(value, Positions.NONE,
                        "while evaluating the output name of a derivation");
    }
}
