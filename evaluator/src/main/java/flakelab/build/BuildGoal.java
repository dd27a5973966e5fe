package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.DerivationType;
import flakelab.derivation.Derivations;
import flakelab.store.BuildMode;
import flakelab.store.BuildResult.Status;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Builds a derivation once its inputs are there (CppNix `derivation-building-goal.cc`,
/// `derivation-resolution-goal.cc`).
final class BuildGoal extends Goal {
    private final StorePath drvPath;
    private final BuildMode mode;
    private final Map<StorePath, Goal> inputs = new HashMap<>();
    private @Nullable OutputsGoal resolved;
    private @Nullable DerivationBuild running;

    BuildGoal(Scheduler scheduler, StorePath drvPath, BuildMode mode) {
        super(scheduler);
        this.drvPath = drvPath;
        this.mode = mode;
    }

    StorePath drvPath() {
        return drvPath;
    }

    private Derivation derivation() {
        return scheduler.realisations().derivation(drvPath);
    }

    private String printed() {
        return workshop.store().storeDir().print(drvPath);
    }

    @Override
    void start() {
        List<Goal> goals = new ArrayList<>();
        derivation().inputDrvs().forEach((input, needed) -> {
            Goal goal = scheduler.outputs(input, needed.names(), BuildMode.NORMAL);
            inputs.put(input, goal);
            goals.add(goal);
        });
        for (StorePath source : derivation().inputSrcs()) {
            if (!workshop.store().isValid(source)) {
                if (!workshop.options().policy().substitute()) {
                    fail(BuildErrors.missingSource(workshop.store().storeDir().print(source),
                            printed()));
                    return;
                }
                goals.add(scheduler.fetch(source));
            }
        }
        await(goals);
    }

    @Override
    void resumed(int failures) {
        if (failures > 0) {
            StoreDir dir = workshop.store().storeDir();
            List<String> outputs = new TreeSet<>(derivation().outputs()
                .keySet()
                .stream()
                .flatMap(output -> derivation().outputPath(dir, output).stream())
                .toList())
                .stream()
                .map(dir::print)
                .toList();
            fail(BuildErrors.dependenciesFailed(printed(), failures, outputs));
        } else if (resolved != null) {
            resolvedBuilt(resolved);
        } else if (mustResolve()) {
            resolve();
        } else {
            scheduler.enqueue(this);
        }
    }

    private boolean mustResolve() {
        DerivationType type = derivation().type();
        return !derivation().inputDrvs().isEmpty()
                && (!type.hasKnownOutputPaths()
                        || type.isFixed() && workshop.options().contentAddressed());
    }

    /// Replaces content-addressed inputs by what they turned out to be, which makes another derivation, and builds that.
    private void resolve() {
        Store store = workshop.store();
        Derivation simple = Resolution.resolve(derivation(), drv -> outputsOf(drv),
                scheduler.realisations().hashes(),
                store.storeDir());
        StorePath path = Derivations.write(store, simple, false);
        workshop.listener()
            .notice("resolved derivation: '" + printed() + "' -> '" + store.storeDir().print(path)
                    + "'");
        OutputsGoal goal = scheduler.outputs(path, new TreeSet<>(), mode);
        resolved = goal;
        await(List.of(goal));
    }

    private SortedMap<String, StorePath> outputsOf(StorePath input) {
        return Optional.ofNullable(inputs.get(input)).orElseThrow().outputs();
    }

    private void resolvedBuilt(OutputsGoal goal) {
        goal.outputs().forEach((output, path) -> record(output, path));
        Status how = goal.status() == Status.ALREADY_VALID
                ? Status.RESOLVES_TO_ALREADY_VALID
                : goal.status();
        succeed(how, goal.outputs());
    }

    private void record(String output, StorePath path) {
        if (workshop.options().contentAddressed() && !derivation().type().isImpure()) {
            scheduler.realisations().record(derivation(), output, path);
        }
    }

    /// Prepares the builder's run; what comes back is to be called on a thread of its own.
    DerivationBuild prepare() {
        DerivationBuild build = new DerivationBuild(workshop, mode, drvPath, derivation(),
                closure());
        running = build;
        return build;
    }

    SortedMap<String, Optional<StorePath>> known() {
        return scheduler.realisations().outputs(drvPath, derivation());
    }

    void ran(DerivationBuild.Made made) {
        running = null;
        made.outputs().forEach(this::record);
        workshop.listener().finished(drvPath);
        succeed(made.already() ? Status.ALREADY_VALID : Status.BUILT, made.outputs());
    }

    void kill(BuildException why) {
        DerivationBuild build = running;
        if (build != null) {
            build.kill(why);
        }
    }

    private SortedSet<StorePath> closure() {
        SortedSet<StorePath> roots = new TreeSet<>(derivation().inputSrcs());
        derivation().inputDrvs().forEach((input, needed) -> {
            Map<String, Optional<StorePath>> outputs = scheduler.realisations()
                .outputs(input,
                        scheduler.realisations().derivation(input));
            for (String output : needed.names()) {
                roots.add(Optional.ofNullable(outputs.get(output))
                    .flatMap(path -> path)
                    .orElseThrow(() -> BuildErrors
                        .missingOutput(printed(), output,
                                workshop.store().storeDir().print(input))));
            }
        });
        return workshop.store().closure(roots);
    }

    @Override
    Optional<StorePath> told() {
        return Optional.empty();
    }
}
