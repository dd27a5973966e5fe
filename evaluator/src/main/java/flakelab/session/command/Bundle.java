package flakelab.session.command;

import flakelab.flake.FlakeRefParser;
import flakelab.flake.OutputSchema;
import flakelab.flake.OutputsSpec;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix bundle`: what a bundler, a function of some flake, makes of an app or package (CppNix `src/nix/bundle.cc`).
///
/// @param bundler the flake, perhaps with the bundler's name
/// @param outLink what to call the link to the result; empty: as the result is called
public record Bundle(Installables source, String installable, String bundler,
        Optional<String> outLink) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Value subject = switch (source.with(OutputSchema.Purpose.RUN).find(state, List.of(installable)).getFirst()) {
            case Installables.Found.InStore(Wanted wanted) -> throw App.notAValue(state, wanted);
            case Installables.Found.Evaluated found -> found.value();
        };
        Installables.Found.Evaluated function = bundler(state);
        Value made = state.evaluator()
            .call(function.value(), subject, Positions.NONE)
            .force(Positions.NONE);
        if (!(made instanceof Attrs result) || !state.evaluator().isDerivation(result)) {
            throw noDerivation(function);
        }
        StorePath derivation = path(state, function, result, "drvPath");
        derivation.requireDerivation();
        StorePath output = path(state, function, result, "outPath");
        state.world()
            .builds()
            .build(List.of(new Wanted.Built(derivation, new TreeSet<>())),
                    new BuildLines(console, BuildLines.Style.HIDDEN));
        String link = outLink.orElseGet(() -> Packages.text(result, "name")
            .map(Latin1::toUnicode)
            .orElseThrow(() -> SessionErrors.error("attribute 'name' missing")));
        if (state.world().store() instanceof LocalStore local) {
            local.addPermanentRoot(output, state.directory().resolve(link));
        }
    }

    private Installables.Found.Evaluated bundler(State state) {
        OutputsSpec.Split split = OutputsSpec.split(bundler);
        FlakeRefParser.WithFragment ref = state.flakes().reference(split.text());
        String system = state.settings().get(StandardSettings.SYSTEM);
        Locking.Builder locking = new Locking.Builder();
        locking.noWrite();
        return new Installables(Optional.empty(), Optional.empty(), locking.build()).ofFlake(state,
                ref.ref(), split.outputs(),
                OutputSchema.candidates(Latin1.ofUnicode(ref.fragment()),
                        List.of("bundlers." + system + ".default", "defaultBundler." + system),
                        List.of("bundlers." + system + ".")));
    }

    private static StorePath path(State state, Installables.Found.Evaluated function, Attrs result,
            String name) {
        Value value = Optional.ofNullable(result.get(Symbol.of(name)))
            .orElseThrow(() -> noDerivation(function));
        return state.evaluator()
            .coerceToStorePath(value, new StringContext.Builder(), Positions.NONE, "");
    }

    private static RuntimeException noDerivation(Installables.Found.Evaluated function) {
        return SessionErrors.error(Emphasis.format("the bundler '%s' does not produce a derivation",
                function.what()));
    }
}
