package flakelab.builtin;

import flakelab.derivation.Placeholders;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.syntax.Symbol;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Position;
import flakelab.value.Attrs;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Optional;

/// Derivations: from a set of attributes to a `.drv` in the store.
final class Derivations {
    static final Symbol DERIVATION = Symbol.of("derivation");

    private Derivations() {}

    @Builtin(global = true, doc = """
            Writes the derivation that *attrs* describe into the store and gives its `drvPath` and the paths of its outputs. This is
            the strict inner part of `derivation`.
            """)
    static Value derivationStrict(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.derivationStrict") Attrs attrs) {
        Value nameAttr = ev.requireAttr(attrs, Names.NAME,
                "in the attrset passed as argument to builtins.derivationStrict");
        int namePos = attrs.positionOf(Names.NAME);
        String name;
        try {
            name = ev.forceStringNoContext(nameAttr, pos,
                    "while evaluating the `name` attribute passed to builtins.derivationStrict");
        } catch (NixException e) {
            throw ev.frame(e, namePos, "while evaluating the derivation attribute 'name'");
        }
        try {
            return new Instantiation(ev, name).make(attrs);
        } catch (NixException e) {
            // The place is part of the text, and the frame has none of its own: the code there is of no interest.
            String place = ev.at(namePos).map(Position::shown).orElse("«none»");
            e.addFrame(new Diagnostic.Frame(Optional.empty(), Emphasis.format(
                    "while evaluating derivation '%s'\n  whose name attribute is located at %s",
                    name, place), false));
            throw e;
        }
    }

    @Builtin(global = true, doc = """
            A string that stands for the path of *output* of the derivation being made: builders see the path itself. Useful where
            an attribute must name an output, for example in configure flags.
            """)
    static Value placeholder(Evaluator ev, String output) {
        return StringValue.of(Placeholders.output(output));
    }

    @Builtin(feature = "dynamic-derivations", doc = """
            The path of an output of the derivation that a string refers to, or a placeholder if it is known only after
            building. The derivation may itself be the output of another.

            ```nix
            builtins.outputOf (builtins.outputOf drv.drvPath "out") "out"
            ```
            """)
    static Value outputOf(Evaluator ev, int pos, Value derivation_reference, Value output_name) {
        DerivedPath derivation = DerivedPath.of(ev, derivation_reference, pos,
                "while evaluating the first argument to builtins.outputOf");
        String output = ev.forceStringNoContext(output_name, pos,
                "while evaluating the second argument to builtins.outputOf");
        return derivation.outputNamed(output).value(ev.world().store());
    }
}
