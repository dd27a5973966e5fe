package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.flake.LockedFlake;
import flakelab.flake.OutputKind;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.session.Verbosity;
import flakelab.store.BuildResult;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.syntax.Symbol;
import flakelab.text.Ansi;
import flakelab.text.Diagnostic;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Position;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix flake check`: everything a flake provides is what its place says, and its checks build (CppNix `CmdFlakeCheck`,
/// `src/nix/flake.cc`).
///
/// @param build      whether checks are built
/// @param allSystems whether outputs of other systems are looked at
public record FlakeCheck(String reference, Locking locking, boolean build, boolean allSystems) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        if (!build) {
            state.settings().putStandard(StandardSettings.IMPORT_FROM_DERIVATION, false);
        }
        LockedFlake locked = locking.lock(state, state.flakes().plainReference(reference));
        new Work(this, state, console).check(locked);
    }

    /// One run.
    private static final class Work implements Finding {
        private final FlakeCheck options;
        private final State state;
        private final Evaluator evaluator;
        private final Console console;
        private final String system;
        private final boolean keepGoing;
        private final SortedSet<String> omitted = new TreeSet<>();
        private final SortedMap<StorePath, List<String>> checks = new TreeMap<>();
        private boolean errors;

        Work(FlakeCheck options, State state, Console console) {
            this.options = options;
            this.state = state;
            this.evaluator = state.evaluator();
            this.console = console;
            this.system = state.settings().get(StandardSettings.SYSTEM);
            this.keepGoing = state.settings().get(StandardSettings.KEEP_GOING);
        }

        void check(LockedFlake locked) {
            info("evaluating flake...");
            Attrs flake = evaluator.forceAttrs(state.flakes().flakes().call(locked), Positions.NONE,
                    "while evaluating a flake to get its outputs");
            Attrs outputs = evaluator.forceAttrs(
                    evaluator.requireAttr(flake, Symbol.of("outputs"), "while evaluating the outputs of a flake"),
                    Positions.NONE, "while evaluating the outputs of a flake");
            Symbol first = Symbol.of(OutputKind.HYDRA_JOBS.output()); // it alone may not build to evaluate
            if (outputs.has(first)) {
                output(outputs, outputs.find(first));
            }
            for (int i : outputs.shape().bySight()) {
                if (outputs.nameAt(i) != first) {
                    output(outputs, i);
                }
            }
            if (options.build && !checks.isEmpty()) {
                buildChecks();
            }
            if (errors) {
                throw SessionErrors.error("some errors were encountered during the evaluation");
            }
            console.log(Verbosity.INFO, Ansi.GREEN + "all checks passed!" + Ansi.NORMAL);
            if (!omitted.isEmpty()) {
                warn("The check omitted these incompatible systems: " + Emphasis.of(String.join(", ", omitted))
                        + "\nUse '--all-systems' to check all.");
            }
        }

        private void output(Attrs outputs, int index) {
            String name = outputs.nameAt(index).name;
            int pos = outputs.positionAt(index);
            info("checking flake output '" + name + "'...");
            int depth = evaluator.depth();
            try {
                Optional<OutputKind> kind = OutputKind.of(name);
                state.settings()
                    .putStandard(StandardSettings.IMPORT_FROM_DERIVATION,
                            kind.filter(OutputKind.HYDRA_JOBS::equals).isEmpty());
                Value value = outputs.valueAt(index).force(pos);
                kind.flatMap(OutputKind::replacement)
                    .ifPresent(now -> warn(Emphasis
                        .format("flake output attribute '%s' is deprecated; use '%s' instead", name, now)));
                if (kind.isEmpty()) {
                    warn(Emphasis.format("unknown flake output '%s'", name));
                } else {
                    things(new Examination(evaluator, name, value, pos, kind.get().content()), kind.get().layout(), 0,
                            each -> each.run(this));
                }
            } catch (NixException e) {
                evaluator.leave(depth);
                e.addFrame(new Diagnostic.Frame(evaluator.at(pos),
                        Emphasis.format("while checking flake output '%s'", name), false));
                failed(e);
            }
        }

        /// Hands out all that is to be looked at below an output, in order. One after another here; who collects them first
        /// may look at them in parallel.
        private void things(Examination at, OutputKind.Layout layout, int depth, Consumer<Examination> each) {
            if (depth == layout.depth()) {
                each.accept(at);
                return;
            }
            Attrs set = evaluator.forceAttrs(at.value(), at.pos(), "");
            for (int i : set.shape().bySight()) {
                boolean system = depth == 0 && layout.hasSystems();
                if (!system || isOfInterest(set.nameAt(i).name, set.positionAt(i))) {
                    things(at.below(set.nameAt(i), set.valueAt(i), set.positionAt(i)), layout, depth + 1, each);
                }
            }
        }

        private boolean isOfInterest(String name, int pos) {
            if (!name.contains("-")) {
                failed(SessionErrors.error(Emphasis.format("'%s' is not a valid system type, at %s", name,
                        evaluator.at(pos).map(Position::shown).orElse("\u00c2\u00abnone\u00c2\u00bb"))));
            }
            if (options.allSystems || name.equals(system)) {
                return true;
            }
            omitted.add(name);
            return false;
        }

        private void buildChecks() {
            List<Wanted> wanted = new ArrayList<>();
            for (StorePath each : state.world().builds().plan(wanted(checks.keySet())).missing().willBuild()) {
                wanted.add(new Wanted.Built(each, new TreeSet<>()));
            }
            info("running " + wanted.size() + " flake checks...");
            for (BuildResult result : state.world()
                .builds()
                .attempt(wanted, new BuildLines(console, BuildLines.Style.HIDDEN))) {
                if (!result.success()) {
                    failedBuild(result);
                }
            }
        }

        private static List<Wanted> wanted(Iterable<StorePath> derivations) {
            List<Wanted> wanted = new ArrayList<>();
            derivations.forEach(each -> wanted.add(new Wanted.Built(each, new TreeSet<>())));
            return wanted;
        }

        private void failedBuild(BuildResult result) {
            String what = result.wanted().show(state.world().store().storeDir());
            List<String> paths = result.wanted() instanceof Wanted.Built(StorePath derivation, var outputs)
                    ? checks.getOrDefault(derivation, List.of())
                    : List.of();
            if (paths.isEmpty()) {
                failed(SessionErrors.error(Emphasis.format("build of '%s' failed: %s", what, result.message())));
            }
            for (String path : paths) {
                failed(SessionErrors.error(Emphasis.format(
                        "failed to build attribute '%s', build of '%s' failed: %s", path, what, result.message())));
            }
        }

        @Override
        public void info(String line) {
            console.log(Verbosity.INFO, Latin1.toUnicode(line));
        }

        @Override
        public void warn(String message) {
            console.log(Verbosity.WARN, "\u001b[35;1mwarning:\u001b[0m " + Latin1.toUnicode(message));
        }

        @Override
        public void failed(NixException error) {
            if (!keepGoing) {
                throw error;
            }
            errors = true;
            String text = new DiagnosticRenderer(console.colours(), state.showTrace(), false)
                .render(error.diagnostic());
            console.err(Latin1.toUnicode(text) + "\n");
        }

        @Override
        public void derivation(String path, StorePath derivation) {
            if (path.startsWith("checks." + system + ".")) {
                checks.computeIfAbsent(derivation, key -> new ArrayList<>()).add(path);
            }
        }
    }
}
