package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.eval.PrintOptions;
import flakelab.eval.Printer;
import flakelab.flake.OutputsSpec;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What to have in the store for a value: outputs of derivations, a path, or a string that names one of these.
final class Derivables {
    private static final Symbol META = Symbol.of("meta");
    private static final Symbol OUTPUTS = Symbol.of("outputs");
    private static final Symbol OUTPUT_SPECIFIED = Symbol.of("outputSpecified");
    private static final Symbol OUTPUTS_TO_INSTALL = Symbol.of("outputsToInstall");

    private final State state;
    private final Evaluator evaluator;

    private Derivables(State state) {
        this.state = state;
        this.evaluator = state.evaluator();
    }

    static List<Wanted> of(State state, Installables.Found.Evaluated found) {
        return new Derivables(state).wanted(found);
    }

    private List<Wanted> wanted(Installables.Found.Evaluated found) {
        Value value = found.value();
        switch (value) {
            case PathValue path -> {
                return List.of(new Wanted.Opaque(state.world().copyToStore(path)));
            }
            case StringValue text -> {
                return List.of(ofString(text));
            }
            case Value other -> {
            }
        }
        if (found.ofFlake()) {
            Package single = Packages.single(evaluator, value)
                .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                        "expected flake output attribute '%s' to be a derivation or path but found %s: %s",
                        found.what(),
                        value.typeName(),
                        new Printer(evaluator, PrintOptions.ERROR).print(value))));
            return List.of(new Wanted.Built(single.derivation(),
                    outputs(single.attributes(), found.outputs(), true)));
        }
        TreeMap<StorePath, SortedSet<String>> byDerivation = new TreeMap<>();
        for (Package each : Packages.of(evaluator, value, state.autoArgs())) {
            SortedSet<String> names = outputs(each.attributes(), found.outputs(), false);
            byDerivation.merge(each.derivation(), names, Derivables::union);
        }
        List<Wanted> wanted = new ArrayList<>();
        byDerivation
            .forEach((derivation, names) -> wanted.add(new Wanted.Built(derivation, names)));
        return wanted;
    }

    /// Empty means all.
    private static SortedSet<String> union(SortedSet<String> a, SortedSet<String> b) {
        SortedSet<String> both = new TreeSet<>(a);
        both.addAll(b);
        return a.isEmpty() || b.isEmpty() ? new TreeSet<>() : both;
    }

    /// A string stands for the one thing its context names.
    private Wanted ofString(StringValue text) {
        List<String> context = text.context().elements();
        if (context.size() != 1) {
            throw SessionErrors.error(Emphasis.format(
                    "string '%s' has %s entries in its context. It should only have exactly one entry",
                    text.text(),
                    context.size()));
        }
        String element = context.getFirst();
        if (element.startsWith("!")) {
            int end = element.indexOf('!', 1);
            SortedSet<String> output = new TreeSet<>();
            output.add(element.substring(1, end));
            return new Wanted.Built(StorePath.parse(element.substring(end + 1)), output);
        }
        return new Wanted.Opaque(
                StorePath.parse(element.startsWith("=") ? element.substring(1) : element));
    }

    private SortedSet<String> outputs(Attrs package_, OutputsSpec spec, boolean ofFlake) {
        return switch (spec) {
            case OutputsSpec.All() -> new TreeSet<>();
            case OutputsSpec.Names(var names) -> names;
            case OutputsSpec.Default() -> standard(package_, ofFlake);
        };
    }

    private SortedSet<String> standard(Attrs package_, boolean ofFlake) {
        SortedSet<String> names = new TreeSet<>();
        Value specified = package_.get(OUTPUT_SPECIFIED);
        if (specified != null && evaluator.forceBool(specified, Positions.NONE,
                "while evaluating the 'outputSpecified' attribute of a derivation")) {
            Packages.text(package_, "outputName").ifPresent(names::add);
        } else if (package_.get(META) instanceof Value meta
                && meta.force(Positions.NONE) instanceof Attrs set
                && set.get(OUTPUTS_TO_INSTALL) instanceof Value wish) {
            addStrings(names, wish);
        } else if (!ofFlake && package_.get(OUTPUTS) instanceof Value all) {
            addStrings(names, all);
        }
        if (names.isEmpty()) {
            names.add("out");
        }
        return names;
    }

    private void addStrings(SortedSet<String> names, Value list) {
        ListValue elements = evaluator.forceList(list, Positions.NONE,
                "while evaluating the 'outputs' attribute of a derivation");
        for (Value element : elements.elements()) {
            names.add(evaluator.forceStringNoContext(element, Positions.NONE,
                    "while evaluating the name of an output of a derivation"));
        }
    }
}
