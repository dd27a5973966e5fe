package flakelab.session.command;

import flakelab.derivation.Derivations;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.BuildMode;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix-build` (CppNix `src/nix/nix-build/nix-build.cc`).
public record BuildFiles(List<String> sources, boolean areExpressions, List<String> attributes,
        Optional<String> outLink, BuildMode mode,
        boolean dryRun) implements Job {
    private record Part(StorePath derivation, String output) {
        Wanted wanted() {
            return new Wanted.Built(derivation, new TreeSet<>(List.of(output)));
        }
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        List<Part> parts = parts(state);
        List<Wanted> wanted = parts.stream().map(Part::wanted).toList();
        Store store = state.world().store();
        state.world()
            .builds()
            .plan(wanted)
            .lines(store.storeDir())
            .forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        if (dryRun) {
            return;
        }
        state.world()
            .builds()
            .build(wanted, mode,
                    new BuildLines(console, BuildLines.Style.PLAIN));
        Map<StorePath, Integer> numbers = new LinkedHashMap<>();
        List<String> paths = new ArrayList<>();
        for (Part part : parts) {
            numbers.putIfAbsent(part.derivation(), numbers.size() + 1);
            StorePath path = BuildJob.outputs(store, part.wanted()).get(part.output());
            if (path == null) {
                throw SessionErrors
                    .error(Emphasis.format("derivation '%s' does not have output '%s'",
                            store.storeDir().print(part.derivation()), part.output()));
            }
            link(state, part, path, numbers.getOrDefault(part.derivation(), 1));
            paths.add(store.storeDir().print(path));
        }
        paths.forEach(path -> out.accept(path + "\n"));
    }

    private List<Part> parts(State state) {
        List<Part> parts = new ArrayList<>();
        Attrs autoArgs = state.autoArgs();
        for (String source : sources) {
            Optional<Part> named = areExpressions ? Optional.empty() : derivation(state, source);
            if (named.isPresent()) {
                parts.add(named.get());
                continue;
            }
            Value whole = state.evaluator()
                .eval(areExpressions ? state.parse(source) : state.parseFile(source),
                        state.evaluator().baseScope());
            for (String attribute : attributes) {
                Value value = state.evaluator()
                    .findAlongPath(Latin1.ofUnicode(attribute), autoArgs, whole)
                    .value()
                    .force(Positions.NONE);
                for (Package each : Packages.of(state.evaluator(), value, autoArgs)) {
                    parts.add(new Part(each.derivation(), each.output()));
                }
            }
        }
        return parts;
    }

    /// A derivation in the store, with the name of an output behind a `!` if not `out` is meant.
    private static Optional<Part> derivation(State state, String source) {
        int mark = source.indexOf('!');
        String path = state.directory()
            .resolve(mark < 0 ? source : source.substring(0, mark))
            .normalize()
            .toString();
        Store store = state.world().store();
        if (!path.endsWith(".drv") || !store.storeDir().isInStore(path)) {
            return Optional.empty();
        }
        StorePath derivation = store.storeDir().parse(path);
        if (mark < 0) {
            return Optional.of(new Part(derivation,
                    Derivations.read(store, derivation).env().getOrDefault("outputName", "out")));
        }
        if (source.indexOf(',', mark) > 0) {
            throw SessionErrors.error(Emphasis.format(
                    "building more than one derivation output is not supported, in '%s'", source));
        }
        return Optional.of(new Part(derivation, source.substring(mark + 1)));
    }

    private void link(State state, Part part, StorePath path, int number) {
        if (outLink.isPresent() && state.world().store() instanceof LocalStore local) {
            String base = outLink.get() + (number > 1 ? "-" + number : "");
            String name = part.output().equals("out") ? base : base + "-" + part.output();
            local.addPermanentRoot(path, state.directory().resolve(name));
        }
    }
}
