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
        List<Goal> references = new ArrayList<>();
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
            String printed = workshop.store().storeDir().print(path);
            fail(BuildErrors.error(Status.DEPENDENCY_FAILED,
                    "some references of path '%s' could not be realised",
                    printed));
            return;
        }
        scheduler.aside(this, () -> {
            scheduler.substitutes().fetch(path, workshop.store());
            return path;
        }, _ -> succeed(Status.SUBSTITUTED, new TreeMap<>()));
    }

    @Override
    Optional<StorePath> told() {
        return Optional.empty();
    }
}
