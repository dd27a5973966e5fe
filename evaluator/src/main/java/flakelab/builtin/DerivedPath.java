package flakelab.builtin;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationOutput;
import flakelab.derivation.Derivations;
import flakelab.derivation.Placeholders;
import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// One store object that a string stands for: an existing one, or an output of a derivation, which may itself be an output
/// (CppNix `SingleDerivedPath`).
///
/// @param element as in a string context: `hash-name`, `!out!hash-name.drv`, `!out!!inner!hash-name.drv`
public record DerivedPath(String element) {
    /// What a string refers to, which must be one thing, and the string must be its path or placeholder.
    ///
    /// @throws EvalException otherwise
    public static DerivedPath of(Evaluator ev, Value v, int pos, String frame) {
        StringValue string = ev.forceStringValue(v, pos, frame);
        StringContext context = string.context();
        if (context.size() != 1) {
            throw BuiltinErrors
                .error("string '%s' has %s entries in its context. It should only have exactly one entry",
                        string.text(), context.size())
                .trace(ev.at(pos), frame);
        }
        String element = context.elements().getFirst();
        if (element.startsWith("=")) {
            throw BuiltinErrors.error("string '%s' has a context which refers to a complete source and binary closure. "
                    + "This is not supported at this time", string.text())
                .trace(ev.at(pos), frame);
        }
        DerivedPath path = new DerivedPath(element);
        String expected = path.text(ev.world().store());
        if (!expected.equals(string.text())) {
            throw path.mismatch(ev, string.text(), expected).trace(ev.at(pos), frame);
        }
        return path;
    }

    private EvalException mismatch(Evaluator ev, String text, String expected) {
        if (!isOutput()) {
            return BuiltinErrors.error("path string '%s' has context with the different path '%s'", text, expected);
        }
        return BuiltinErrors.error(
                "string '%s' has context with the output '%s' from derivation '%s', but the string is not the right "
                        + "placeholder for this derivation output. It should be '%s'",
                text, output(), derivation().shown(ev.world().store().storeDir()), expected);
    }

    /// The output `name` of the derivation this is.
    DerivedPath outputNamed(String name) {
        return new DerivedPath("!" + name + "!" + element);
    }

    private boolean isOutput() {
        return element.startsWith("!");
    }

    private String output() {
        return element.substring(1, element.indexOf('!', 1));
    }

    private DerivedPath derivation() {
        return new DerivedPath(element.substring(element.indexOf('!', 1) + 1));
    }

    private String shown(StoreDir dir) {
        return isOutput() ? derivation().shown(dir) + "^" + output() : dir.path() + "/" + element;
    }

    /// The path, or what stands for it until it is known.
    String text(Store store) {
        StoreDir dir = store.storeDir();
        if (!isOutput()) {
            return dir.print(StorePath.parse(element));
        }
        DerivedPath from = derivation();
        if (!from.isOutput()) {
            return outputText(store, StorePath.parse(from.element));
        }
        if (from.derivation().isOutput()) {
            throw BuiltinErrors.error("derivations nested as deeply as '%s' are not supported", shown(dir));
        }
        return Placeholders.dynamicOutput(StorePath.parse(from.derivation().element), from.output(), output());
    }

    private String outputText(Store store, StorePath drvPath) {
        StoreDir dir = store.storeDir();
        Derivation read = Derivations.read(store, drvPath);
        DerivationOutput found = read.outputs().get(output());
        if (found == null) {
            throw BuiltinErrors.error("derivation '%s' does not have output '%s'", dir.print(drvPath), output());
        }
        return found.path(dir, read.name(), output())
            .map(dir::print)
            .orElseGet(() -> Placeholders.upstreamOutput(drvPath, output()));
    }

    /// A string that stands for it.
    StringValue value(Store store) {
        return StringValue.of(text(store), StringContext.of(element));
    }
}
