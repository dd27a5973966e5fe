package flakelab.build;

import flakelab.store.BuildMode;
import flakelab.store.BuildResult;
import flakelab.store.BuildResult.Status;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.text.NixException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Achieves goals in the order of their dependencies, at most `max-jobs` builds at once (CppNix `worker.cc`).
///
/// One thread decides everything; builders and downloads run on threads of their own and report back to it. Of what is
/// ready, the derivation whose name comes first is built first.
final class Scheduler {
    private static final int DOWNLOADS = 16;

    private final Workshop workshop;
    private final Substitutes substitutes;
    private final Realisations realisations;
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Semaphore downloads = new Semaphore(DOWNLOADS);
    private final Map<Object, Goal> goals = new HashMap<>();
    private final Map<Wanted, Goal> top = new LinkedHashMap<>();
    private final SortedSet<BuildGoal> ready = new TreeSet<>(
            Comparator.comparing((BuildGoal goal) -> goal.drvPath().name())
                .thenComparing(BuildGoal::drvPath));
    private final Set<BuildGoal> running = new HashSet<>();
    private final Set<Status> failures = EnumSet.noneOf(Status.class);
    private boolean stopped;
    private boolean interrupted;

    Scheduler(Workshop workshop, Substitutes substitutes, Realisations realisations) {
        this.workshop = workshop;
        this.substitutes = substitutes;
        this.realisations = realisations;
    }

    Workshop workshop() {
        return workshop;
    }

    Substitutes substitutes() {
        return substitutes;
    }

    Realisations realisations() {
        return realisations;
    }

    boolean keepsGoing() {
        return workshop.options().policy().keepGoing();
    }

    FetchGoal fetch(StorePath path) {
        return goal(path, () -> new FetchGoal(this, path), FetchGoal.class);
    }

    OutputsGoal outputs(StorePath drvPath, SortedSet<String> wanted, BuildMode mode) {
        record Key(StorePath drvPath, SortedSet<String> wanted, BuildMode mode) {}
        return goal(new Key(drvPath, wanted, mode),
                () -> new OutputsGoal(this, drvPath, wanted, mode),
                OutputsGoal.class);
    }

    BuildGoal build(StorePath drvPath, BuildMode mode) {
        record Key(StorePath drvPath, BuildMode mode) {}
        return goal(new Key(drvPath, mode), () -> new BuildGoal(this, drvPath, mode),
                BuildGoal.class);
    }

    private <G extends Goal> G goal(Object key, Supplier<G> maker, Class<G> type) {
        Goal known = goals.get(key);
        if (known == null) {
            G made = maker.get();
            goals.put(key, made);
            later(made, made::start);
            return made;
        }
        return type.cast(known);
    }

    /// Takes a step of a goal soon, on the scheduler's thread. From any thread.
    void later(Goal goal, Runnable step) {
        events.add(() -> attempt(goal, step));
    }

    /// Runs a step of a goal; an error is the goal's failure.
    private void attempt(Goal goal, Runnable step) {
        try {
            step.run();
        } catch (NixException e) {
            goal.fail(asFailure(e));
        }
    }

    private static BuildException asFailure(NixException e) {
        if (e instanceof BuildException failure) {
            return failure;
        }
        BuildException failure = new BuildException(Status.MISC_FAILURE, e.text());
        e.frames().forEach(failure::addFrame);
        return failure;
    }

    /// Does something slow on another thread, and goes on with its result on the scheduler's.
    <T> void aside(Goal goal, Callable<T> work, Consumer<T> then) {
        Thread.ofVirtual().start(() -> {
            Runnable next;
            try {
                downloads.acquire();
                try {
                    T result = work.call();
                    next = () -> then.accept(result);
                } finally {
                    downloads.release();
                }
            } catch (NixException e) {
                next = () -> goal.fail(asFailure(e));
            } catch (Exception e) {
                next = () -> goal.fail(BuildErrors.misc("%s", String.valueOf(e.getMessage())));
            }
            later(goal, next);
        });
    }

    /// Queues a build whose inputs are there.
    void enqueue(BuildGoal goal) {
        ready.add(goal);
    }

    void finished(Goal goal) {
        goal.failure().ifPresent(why -> {
            failures.add(why.status());
            if (goal.told().isPresent() && goal.awaited()) {
                workshop.listener().failed(goal.told().get(), why);
            }
            if (top.containsValue(goal) && !keepsGoing()) {
                stop(BuildErrors.interrupted());
            }
        });
    }

    /// Kills what runs and starts nothing more.
    private void stop(BuildException why) {
        stopped = true;
        ready.clear();
        running.forEach(goal -> goal.kill(why));
    }

    /// Gives up as soon as possible; from any thread.
    void cancel() {
        events.add(() -> {
            interrupted = true;
            stop(BuildErrors.interrupted());
        });
    }

    /// Has all that is wanted.
    ///
    /// @throws BuildException if it was cancelled
    BuildReport run(Collection<? extends Wanted> wanted) {
        for (Wanted each : wanted) {
            top.put(each, switch (each) {
                case Wanted.Opaque(StorePath path) -> fetch(path);
                case Wanted.Built(StorePath drvPath, SortedSet<String> outputs) ->
                    outputs(drvPath, outputs, workshop.options().mode());
            });
        }
        while (busy()) {
            try {
                events.take().run();
            } catch (InterruptedException e) {
                interrupted = true;
                stop(BuildErrors.interrupted());
            }
            if (events.isEmpty()) {
                startReady(); // only now is it clear which of the ready ones comes first
            }
        }
        if (interrupted) {
            throw BuildErrors.interrupted();
        }
        return report();
    }

    /// Whether something may still happen that matters. Builders that were killed are waited for.
    private boolean busy() {
        if (!running.isEmpty()) {
            return true;
        }
        return !stopped && top.values().stream().anyMatch(goal -> !goal.done());
    }

    private void startReady() {
        int limit = Math.max(1, workshop.options().machine().maxJobs());
        while (!stopped && running.size() < limit && !ready.isEmpty()) {
            BuildGoal goal = ready.removeFirst();
            attempt(goal, () -> start(goal));
        }
    }

    private void start(BuildGoal goal) {
        DerivationBuild build = goal.prepare();
        SortedMap<String, Optional<StorePath>> known = goal.known();
        running.add(goal);
        // A platform thread: the kernel ties the builder's life to the thread that starts it.
        Thread.ofPlatform().daemon().name("build " + goal.drvPath().name()).start(() -> {
            Runnable next;
            try {
                DerivationBuild.Made made = build.run(known);
                next = () -> goal.ran(made);
            } catch (NixException e) {
                next = () -> goal.fail(asFailure(e));
            } catch (RuntimeException e) {
                next = () -> goal.fail(BuildErrors.misc("%s", e.toString()));
            }
            Runnable step = next;
            events.add(() -> {
                running.remove(goal);
                attempt(goal, step);
            });
        });
    }

    private BuildReport report() {
        List<BuildResult> results = new ArrayList<>();
        List<BuildException> reasons = new ArrayList<>();
        top.forEach((wanted, goal) -> {
            if (goal.done()) {
                Optional<BuildException> why = goal.failure();
                why.ifPresent(reasons::add);
                results.add(new BuildResult(wanted, goal.status(),
                        why.map(NixException::text).orElse(""),
                        goal.outputs()));
            }
        });
        return new BuildReport(results, reasons, Set.copyOf(failures), workshop.store().storeDir());
    }
}
