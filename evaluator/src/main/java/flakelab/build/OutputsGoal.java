package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.store.BuildMode;
import flakelab.store.BuildResult.Status;
import flakelab.store.DrvOutput;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Has some outputs of a derivation: they are there, they are fetched, or the derivation is built (CppNix
/// `derivation-trampoline-goal.cc`, `derivation-goal.cc`).
final class OutputsGoal extends Goal {
    private final StorePath drvPath;
    private final SortedSet<String> wanted;
    private final BuildMode mode;
    private final List<Goal> fetches = new ArrayList<>();
    /// What substituters say of outputs nobody here knows.
    private final List<Realisation> offered = new ArrayList<>();
    private boolean asked;
    private Step step = Step.OBTAIN;

    private enum Step {
        OBTAIN, FETCH, BUILD
    }

    /// @param wanted empty: all outputs
    OutputsGoal(Scheduler scheduler, StorePath drvPath, SortedSet<String> wanted, BuildMode mode) {
        super(scheduler);
        this.drvPath = drvPath;
        this.wanted = wanted;
        this.mode = mode;
    }

    @Override
    void start() {
        workshop.store().addTempRoot(drvPath);
        if (workshop.store().isValid(drvPath)) {
            haveDerivation();
        } else {
            await(List.of(scheduler.fetch(drvPath)));
        }
    }

    private Derivation derivation() {
        return scheduler.realisations().derivation(drvPath);
    }

    private void haveDerivation() {
        for (String output : wanted) {
            if (!derivation().outputs().containsKey(output)) {
                fail(BuildErrors.unknownOutput(workshop.store().storeDir().print(drvPath), output));
                return;
            }
        }
        Known known = known();
        if (known.complete() && mode == BuildMode.NORMAL) {
            if (workshop.options().contentAddressed() && !derivation().type().isImpure()) {
                known.valid()
                    .forEach((output, path) -> scheduler.realisations()
                        .record(derivation(), output, path));
            }
            succeed(Status.ALREADY_VALID, known.valid());
            return;
        }
        if (!asked && !derivation().type().hasKnownOutputPaths()
                && !derivation().type().isImpure() && scheduler.substitutes().allowed(derivation())) {
            asked = true;
            scheduler.aside(this, this::askForRealisations, this::realised);
            return;
        }
        step = Step.FETCH;
        if (known.missing().isEmpty() || !scheduler.substitutes().allowed(derivation())) {
            resumed(0);
            return;
        }
        known.missing().forEach(path -> fetches.add(scheduler.fetch(path)));
        await(fetches);
    }

    /// What substituters say of outputs of which nobody here knows what they turn out to be.
    private List<Realisation> askForRealisations() {
        List<Realisation> found = new ArrayList<>();
        for (String output : wanted.isEmpty() ? derivation().outputs().keySet() : wanted) {
            DrvOutput id = scheduler.realisations().id(derivation(), output);
            if (workshop.store().realisation(id).isEmpty()) {
                scheduler.substitutes().realisation(id).ifPresent(found::add);
            }
        }
        return found;
    }

    private void realised(List<Realisation> found) {
        offered.addAll(found);
        found.forEach(scheduler.realisations()::believe);
        haveDerivation();
    }

    @Override
    void resumed(int failures) {
        switch (step) {
            case OBTAIN -> {
                if (failures > 0) {
                    fail(BuildErrors.noDerivation(workshop.store().storeDir().print(drvPath)));
                } else {
                    haveDerivation();
                }
            }
            case FETCH -> fetched();
            case BUILD -> built();
        }
    }

    private void fetched() {
        boolean broken = fetches.stream()
            .flatMap(goal -> goal.failure().stream())
            .anyMatch(why -> why.status() != Status.NO_SUBSTITUTERS);
        String printed = workshop.store().storeDir().print(drvPath);
        if (broken && !workshop.options().policy().fallback()) {
            fail(BuildErrors.substitutesFailed(printed));
            return;
        }
        offered.forEach(realisation -> {
            if (workshop.store().isValid(realisation.path())) {
                scheduler.realisations().take(realisation);
            } else {
                scheduler.realisations().forget(realisation);
            }
        });
        Known known = known();
        if (known.complete() && mode == BuildMode.NORMAL) {
            succeed(Status.SUBSTITUTED, known.valid());
        } else if (!known.complete() && mode == BuildMode.CHECK) {
            fail(BuildErrors.notBuiltYet(printed));
        } else {
            step = Step.BUILD;
            await(List.of(scheduler.build(drvPath, mode)));
        }
    }

    private void built() {
        Goal build = scheduler.build(drvPath, mode);
        Optional<BuildException> why = build.failure();
        if (why.isPresent()) {
            fail(why.get());
            return;
        }
        SortedMap<String, StorePath> outputs = new TreeMap<>(build.outputs());
        outputs.keySet().removeIf(output -> !wanted.isEmpty() && !wanted.contains(output));
        succeed(build.status(), outputs);
    }

    /// The wanted outputs: those in the store, and those known but not there.
    private record Known(SortedMap<String, StorePath> valid, List<StorePath> missing,
            boolean complete) {}

    private Known known() {
        Store store = workshop.store();
        SortedMap<String, StorePath> valid = new TreeMap<>();
        List<StorePath> missing = new ArrayList<>();
        boolean complete = true;
        SortedSet<String> names = wanted.isEmpty()
                ? new TreeSet<>(derivation().outputs().keySet())
                : wanted;
        SortedMap<String, Optional<StorePath>> paths = scheduler.realisations()
            .outputs(drvPath, derivation());
        for (String output : names) {
            Optional<StorePath> path = Optional.ofNullable(paths.get(output)).orElseThrow();
            path.ifPresent(store::addTempRoot);
            path.ifPresent(it -> scheduler.substitutes().expect(derivation(), Map.of(output, it)));
            if (path.isPresent() && store.isValid(path.get())) {
                valid.put(output, path.get());
            } else {
                complete = false;
                path.ifPresent(missing::add);
            }
        }
        return new Known(valid, missing, complete);
    }

    @Override
    Optional<StorePath> told() {
        return Optional.of(drvPath);
    }
}
