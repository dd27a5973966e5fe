package flakelab.session.command;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.syntax.Symbol;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the derivations in a value: itself, those of a list, those of a set and of the sets in it that say
/// `recurseForDerivations` (CppNix `src/libexpr/get-drvs.cc`).
final class Packages {
    private static final Symbol NAME = Symbol.of("name");
    private static final Symbol COMBINE = Symbol.of("_combineChannels");
    private static final Symbol RECURSE = Symbol.of("recurseForDerivations");

    private final Evaluator evaluator;
    private final Attrs autoArgs;
    private final List<Package> found = new ArrayList<>();
    private final Set<Attrs> done = Collections.newSetFromMap(new IdentityHashMap<>());

    private Packages(Evaluator evaluator, Attrs autoArgs) {
        this.evaluator = evaluator;
        this.autoArgs = autoArgs;
    }

    static List<Package> of(Evaluator evaluator, Value value, Attrs autoArgs) {
        Packages search = new Packages(evaluator, autoArgs);
        search.collect(value, "");
        return search.found;
    }

    /// The derivation a value is, if it is one.
    static Optional<Package> single(Evaluator evaluator, Value value) {
        Packages search = new Packages(evaluator, Attrs.EMPTY);
        search.take(value, "");
        return search.found.stream().findFirst();
    }

    private void collect(Value value, String path) {
        Value called = evaluator.autoCall(autoArgs, value).force(Positions.NONE);
        if (!take(called, path)) {
            return;
        }
        switch (called) {
            case Attrs set -> collectAttributes(set, path);
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    String inner = join(path, Integer.toString(i));
                    if (take(list.get(i), inner)) {
                        collect(list.get(i), inner);
                    }
                }
            }
            case Value other -> throw new EvalException(
                    "expression does not evaluate to a derivation (or a set or list of those)");
        }
    }

    private void collectAttributes(Attrs set, String path) {
        boolean combine = set.has(COMBINE);
        for (int i = 0; i < set.size(); i++) {
            String name = set.nameAt(i).name;
            if (!isPlainName(name)) {
                continue;
            }
            try {
                Value value = set.valueAt(i);
                String inner = join(path, name);
                if (combine || (take(value, inner) && recurses(value))) {
                    collect(value, inner);
                }
            } catch (NixException e) {
                e.addFrame(new Diagnostic.Frame(evaluator.at(set.positionAt(i)),
                        Emphasis.format("while evaluating the attribute '%s'", name), false));
                throw e;
            }
        }
    }

    private boolean recurses(Value value) {
        if (!(value.force(Positions.NONE) instanceof Attrs set)) {
            return false;
        }
        Value wish = set.get(RECURSE);
        return wish != null && evaluator.forceBool(wish, set.positionOf(RECURSE),
                "while evaluating the attribute `recurseForDerivations`");
    }

    /// Takes the value if it is a derivation; true if it is none and may hold some.
    private boolean take(Value value, String path) {
        if (!(value.force(Positions.NONE) instanceof Attrs set) || !evaluator.isDerivation(set)) {
            return true;
        }
        if (done.add(set)) {
            found.add(read(set, path));
        }
        return false;
    }

    private Package read(Attrs set, String path) {
        Value name = set.get(NAME);
        if (name == null) {
            throw new EvalException("derivation name missing");
        }
        evaluator.forceStringNoContext(name, Positions.NONE,
                "while evaluating the 'name' attribute of a derivation");
        return new Package(evaluator, path, set);
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean isPlainName(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9\\-_+]*");
    }

    /// An attribute's text without forcing more than it; empty if it is absent or no string.
    static Optional<String> text(Attrs set, String name) {
        Value value = set.get(Symbol.of(name));
        return value != null && value.force(Positions.NONE) instanceof StringValue text
                ? Optional.of(text.text())
                : Optional.empty();
    }
}
