package flakelab.session.command;

import flakelab.builtin.Versions;
import flakelab.derivation.Placeholders;
import flakelab.eval.Evaluator;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Contexts;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A program that a flake's app or a package names (CppNix `InstallableValue::toApp`, `src/nix/app.cc`).
///
/// @param context what has to be in the store for it
/// @param program its path, with placeholders where outputs are not known yet
record App(List<Wanted> context, String program) {
    /// The app something found is: below `apps` one of type `app`, elsewhere a package.
    static App of(State state, Installables.Found found) {
        return switch (found) {
            case Installables.Found.InStore(Wanted wanted) -> throw notAValue(state, wanted);
            case Installables.Found.Evaluated evaluated -> new Reader(
                    state.evaluator(), evaluated.value(), evaluated.what(), evaluated.ofFlake())
                .app();
        };
    }

    /// The app a value is: a package, or a set of type `app`.
    static App of(State state, Value value, String what) {
        return new Reader(state.evaluator(), value, what, false).ofAny();
    }

    static RuntimeException notAValue(State state, Wanted wanted) {
        return SessionErrors.error(
                Emphasis.format("installable '%s' does not correspond to a Nix language value",
                        wanted.show(state.world().store().storeDir())));
    }

    /// Builds what it needs and gives the program's path.
    String resolve(State state, Console console) {
        Store store = state.world().store();
        state.world().builds().build(context, new BuildLines(console, BuildLines.Style.HIDDEN));
        String path = program;
        for (Wanted wanted : context) {
            if (wanted instanceof Wanted.Built(StorePath derivation, var _)) {
                for (var output : Built.outputs(store, derivation).entrySet()) {
                    path = path.replace(Placeholders.upstreamOutput(derivation, output.getKey()),
                            store.storeDir().print(output.getValue()));
                }
            }
        }
        if (!store.storeDir().isInStore(path)) {
            throw SessionErrors.error(
                    Emphasis.format("app program '%s' is not in the Nix store", path));
        }
        return path;
    }

    private record Reader(Evaluator evaluator, Value value, String what, boolean ofFlake) {
        App app() {
            Attrs set = evaluator.forceAttrs(value, Positions.NONE,
                    "while evaluating what is to be run");
            boolean below = ofFlake
                    && what.matches("(apps|defaultApp)([.].*)?");
            String expected = below ? "app" : "derivation";
            if (!text(set, "type").text().equals(expected)) {
                throw SessionErrors.error(Emphasis.format(
                        "attribute '%s' should have type '%s'", what, expected));
            }
            return below ? ofProgram(text(set, "program")) : ofPackage(set);
        }

        App ofAny() {
            Attrs set = evaluator.forceAttrs(value, Positions.NONE,
                    "while evaluating what is to be run");
            return text(set, "type").text().equals("app")
                    ? ofProgram(text(set, "program"))
                    : app();
        }

        private static App ofProgram(StringValue program) {
            List<Wanted> context = program.context()
                .elements()
                .stream()
                .map(element -> element.startsWith("=")
                        ? new Wanted.Built(StorePath.parse(element.substring(1)), new TreeSet<>())
                        : Contexts.wanted(element))
                .collect(Collectors.toCollection(ArrayList::new));
            return new App(context, program.text());
        }

        private App ofPackage(Attrs set) {
            Package package_ = new Package(evaluator, what, set);
            String output = text(set, "outputName").text();
            return new App(
                    List.of(new Wanted.Built(package_.derivation(), new TreeSet<>(List.of(output)))),
                    text(set, "outPath").text() + "/bin/" + mainProgram(set));
        }

        private String mainProgram(Attrs set) {
            if (set.get(Symbol.of("meta")) instanceof Value meta
                    && meta.force(Positions.NONE) instanceof Attrs facts
                    && facts.has(Symbol.of("mainProgram"))) {
                return text(facts, "mainProgram").text();
            }
            if (set.has(Symbol.of("pname"))) {
                return text(set, "pname").text();
            }
            String name = text(set, "name").text();
            int dash = Versions.versionDash(name);
            return dash < 0 ? name : name.substring(0, dash);
        }

        private StringValue text(Attrs set, String name) {
            Value found = Optional.ofNullable(set.get(Symbol.of(name)))
                .orElseThrow(() -> SessionErrors.error(Emphasis.format(
                        "attribute '%s' does not exist",
                        what.isEmpty() ? name : what + "." + name)));
            return evaluator.forceStringValue(found, set.positionOf(Symbol.of(name)),
                    "while evaluating an app");
        }
    }
}
