package flakelab.session.command;

import flakelab.builtin.DerivedPath;
import flakelab.eval.Evaluator;
import flakelab.eval.PrintOptions;
import flakelab.eval.Printer;
import flakelab.flake.OutputsSpec;
import flakelab.flake.cache.Cursor;
import flakelab.session.Contexts;
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
import java.util.Optional;
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
        return found.ofFlake() ? List.of(ofFlake(found)) : ofAttribute(found);
    }

    /// A flake's attribute, from the cache as far as that goes (CppNix `InstallableFlake::toDerivedPaths`).
    private Wanted ofFlake(Installables.Found.Evaluated found) {
        Cursor attribute = found.attribute();
        if (!attribute.isDerivation()) {
            Value value = attribute.force();
            return ofText(value, "while evaluating the flake output attribute '%s'", found.what())
                .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                        "expected flake output attribute '%s' to be a derivation or path but found %s: %s",
                        found.what(), value.typeName(), new Printer(evaluator, PrintOptions.ERROR).print(value))));
        }
        return new Wanted.Built(attribute.derivation(), switch (found.outputs()) {
            case OutputsSpec.All() -> new TreeSet<>();
            case OutputsSpec.Names(var names) -> names;
            case OutputsSpec.Default() -> installed(attribute);
        });
    }

    /// The outputs a package wants installed.
    private static SortedSet<String> installed(Cursor attribute) {
        SortedSet<String> names = new TreeSet<>();
        Optional<Cursor> specified = attribute.find("outputSpecified");
        if (specified.isPresent()) {
            if (specified.get().bool()) {
                attribute.find("outputName").ifPresent(name -> names.add(name.string()));
            }
        } else {
            attribute.find("meta")
                .flatMap(meta -> meta.find("outputsToInstall"))
                .ifPresent(wish -> names.addAll(wish.strings()));
        }
        if (names.isEmpty()) {
            names.add("out");
        }
        return names;
    }

    private List<Wanted> ofAttribute(Installables.Found.Evaluated found) {
        Optional<Wanted> single = ofText(found.value(), "while evaluating the attribute '%s'", found.what());
        if (single.isPresent()) {
            return List.of(single.get());
        }
        TreeMap<StorePath, SortedSet<String>> byDerivation = new TreeMap<>();
        for (Package each : Packages.of(evaluator, found.value(), state.autoArgs())) {
            byDerivation.merge(each.derivation(), switch (found.outputs()) {
                case OutputsSpec.All() -> new TreeSet<>();
                case OutputsSpec.Names(var names) -> names;
                case OutputsSpec.Default() -> standard(each.attributes());
            }, Derivables::union);
        }
        List<Wanted> wanted = new ArrayList<>();
        byDerivation
            .forEach((derivation, names) -> wanted.add(new Wanted.Built(derivation, names)));
        return wanted;
    }

    /// What a path or a string stands for; empty for other values.
    private Optional<Wanted> ofText(Value value, String frame, String what) {
        return switch (value) {
            case PathValue path -> Optional.of(new Wanted.Opaque(state.world().copyToStore(path)));
            case StringValue text -> Optional.of(Contexts.wanted(
                    DerivedPath.of(evaluator, text, Positions.NONE, Emphasis.format(frame, what)).element()));
            case Value _ -> Optional.empty();
        };
    }

    /// Empty means all.
    private static SortedSet<String> union(SortedSet<String> a, SortedSet<String> b) {
        SortedSet<String> both = new TreeSet<>(a);
        both.addAll(b);
        return a.isEmpty() || b.isEmpty() ? new TreeSet<>() : both;
    }

    private SortedSet<String> standard(Attrs package_) {
        SortedSet<String> names = new TreeSet<>();
        Value specified = package_.get(OUTPUT_SPECIFIED);
        if (specified != null && evaluator.forceBool(specified, Positions.NONE,
                "while evaluating the 'outputSpecified' attribute of a derivation")) {
            Packages.text(package_, "outputName").ifPresent(names::add);
        } else if (package_.get(META) instanceof Value meta
                && meta.force(Positions.NONE) instanceof Attrs set
                && set.get(OUTPUTS_TO_INSTALL) instanceof Value wish) {
            addStrings(names, wish);
        } else if (package_.get(OUTPUTS) instanceof Value all) {
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
