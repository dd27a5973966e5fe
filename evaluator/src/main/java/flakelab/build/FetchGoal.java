package flakelab.build;

import flakelab.store.BuildResult.Status;
import flakelab.store.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Has a path fetched after everything it refers to.
final class FetchGoal extends Goal {
    private final StorePath path;
    private final List<Goal> references = new ArrayList<>();

    FetchGoal(Scheduler scheduler, StorePath path) {
        super(scheduler);
        this.path = path;
    }

    @Override
    void start() {
        if (workshop.store().isValid(path)) {
            succeed(Status.ALREADY_VALID, new TreeMap<>());
            return;
        }
        scheduler.aside(this, () -> scheduler.substitutes().find(path), this::found);
    }

    private void found(Optional<Substituter.Offer> offer) {
        if (offer.isEmpty()) {
            fail(BuildErrors.noSubstituter(workshop.store().storeDir().print(path)));
            return;
        }
        for (StorePath reference : offer.get().info().references()) {
            if (!reference.equals(path)) {
                references.add(scheduler.fetch(reference));
            }
        }
        await(references);
    }

    @Override
    void resumed(int failures) {
        if (failures > 0) {
            boolean nowhere = references.stream()
                .flatMap(goal -> goal.failure().stream())
                .anyMatch(why -> why.status() == Status.NO_SUBSTITUTERS);
            fail(BuildErrors.error(nowhere ? Status.NO_SUBSTITUTERS : Status.DEPENDENCY_FAILED,
                    "some references of path '%s' could not be realised",
                    workshop.store().storeDir().print(path)));
            return;
        }
        scheduler.aside(this, () -> {
            scheduler.substitutes().fetch(path, workshop.store());
            return path;
        }, _ -> succeed(Status.SUBSTITUTED, new TreeMap<>()));
    }

    /// That nobody has the path is no failure yet: it may be built.
    @Override
    Optional<StorePath> told() {
        boolean broken = status() != Status.NO_SUBSTITUTERS && status() != Status.DEPENDENCY_FAILED;
        return broken ? Optional.of(path) : Optional.empty();
    }
}
