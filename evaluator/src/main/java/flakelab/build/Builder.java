package flakelab.build;

import flakelab.store.Store;
import flakelab.store.Wanted;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Builds what is wanted in a store on this machine: fetches what substituters have, builds the rest.
///
/// May be used from several threads; each call runs its own builds. A store with builders of its own (a daemon) is asked
/// directly instead: [Store#build].
public final class Builder {
    private final Workshop workshop;
    private final Substitutes substitutes;
    private final Realisations realisations;
    private final Set<Scheduler> active = ConcurrentHashMap.newKeySet();

    /// @param downloader what `builtin:fetchurl` uses
    public Builder(Store store, Launcher launcher, List<Substituter> substituters,
            Downloader downloader,
            BuildOptions options, BuildListener listener) {
        this.workshop = new Workshop(store, launcher,
                new Builtins(store, downloader, List.of(), listener), options,
                listener, new AtomicBoolean());
        this.substitutes = Substitutes.of(substituters, options.policy(), listener);
        this.realisations = new Realisations(store);
    }

    /// Has everything that is wanted in the store, as far as possible. Blocks.
    ///
    /// @throws BuildException if it was cancelled or this thread interrupted; failed builds are in the report
    public BuildReport build(Collection<? extends Wanted> wanted) {
        Scheduler scheduler = new Scheduler(workshop, substitutes, realisations);
        active.add(scheduler);
        try {
            return scheduler.run(wanted);
        } finally {
            active.remove(scheduler);
        }
    }

    /// What [#build] would do now.
    public Plan plan(Collection<? extends Wanted> wanted) {
        return Plan.of(workshop, substitutes, realisations, wanted);
    }

    /// Stops all running builds and kills their builders; from any thread.
    public void cancel() {
        active.forEach(Scheduler::cancel);
    }
}
