package flakelab.flake;

import flakelab.fetch.Fetchers;
import flakelab.fetch.Log;
import flakelab.flake.LockFile.Edge;
import flakelab.flake.LockFile.Lock;
import flakelab.flake.LockFile.Node;
import flakelab.flake.Registries.Use;
import flakelab.text.NixException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// One run of the locking algorithm: walks the inputs from the top, keeps what the old lock file knows and is still
/// asked for, and fetches the rest.
///
/// What an outer flake says of an inner input counts more than what the inner flake says; all such overrides are
/// gathered by path on the way down, the outermost first.
final class LockComputation {
    private final Locker locker;
    private final LockFlags flags;
    private final Flake top;
    private final Log log;
    private final Use use;
    private final SortedMap<List<String>, Overriding> overrides = new TreeMap<>(InputPath.ORDER);
    private final Set<List<String>> overridesUsed = new HashSet<>();
    private final Set<List<String>> visited = new HashSet<>();
    private final List<FlakeRef> parents = new ArrayList<>();
    private final Map<Node, Place> places = new IdentityHashMap<>();

    LockComputation(Locker locker, LockFlags flags, Flake top) {
        this.locker = locker;
        this.flags = flags;
        this.top = top;
        this.log = locker.fetchers().log();
        this.use = flags.registries() ? Use.LIMITED : Use.NONE;
    }

    /// What is said of an input further down, and by which flake (a path and a place).
    private record Overriding(FlakeInput input, Place place, Optional<List<String>> parent) {}

    /// A node whose inputs are to be locked.
    ///
    /// @param inputs        what the flake, or the old lock file, says they are
    /// @param node          to put them into
    /// @param path          of the node
    /// @param old           the node of the old lock file, to copy from
    /// @param followsPrefix what follows in the old lock file are relative to
    /// @param place         of the node's flake
    /// @param trust         whether `inputs` come from the old lock file itself
    private record Task(SortedMap<String, FlakeInput> inputs, Node node, List<String> path,
            Optional<Node> old,
            List<String> followsPrefix, Place place, boolean trust) {}

    /// Where the nodes lie that were fetched.
    Map<Node, Place> places() {
        return places;
    }

    LockFile run(LockFile old) {
        flags.overrides()
            .forEach((path, ref) -> overrides.put(path,
                    new Overriding(FlakeInput.of(ref), top.place(), Optional.empty())));
        LockFile lock = new LockFile();
        places.put(lock.root(), top.place());
        compute(new Task(top.inputs(), lock.root(), List.of(),
                flags.recreate() ? Optional.empty() : Optional.of(old.root()), List.of(),
                top.place(), false));
        flags.overrides().forEach((path, ref) -> {
            if (!overridesUsed.contains(path)) {
                log.warn("the flag '--override-input " + InputPath.print(path) + " " + ref
                        + "' does not match any input");
            }
        });
        for (List<String> path : flags.updates()) {
            if (!visited.contains(path)) {
                log.warn("'" + InputPath.print(path) + "' does not match any input of this flake");
            }
        }
        lock.check();
        return lock;
    }

    private void compute(Task task) {
        task.inputs()
            .forEach((id, input) -> gather(task, input, InputPath.append(task.path(), id)));
        overrides.forEach((path, override) -> {
            String name = path.getLast();
            if (path.subList(0, path.size() - 1).equals(task.path())
                    && !task.inputs().containsKey(name)) {
                log.warn("input '" + InputPath.print(task.path())
                        + "' has an override for a non-existent input '"
                        + name + "'");
            }
        });
        task.inputs().forEach((id, input) -> {
            List<String> path = InputPath.append(task.path(), id);
            try {
                lock(task, id, path, input);
            } catch (NixException e) {
                throw FlakeErrors.frame(e, Optional.empty(), "while updating the flake input '%s'",
                        InputPath.print(path));
            }
        });
    }

    private void gather(Task task, FlakeInput input, List<String> prefix) {
        input.overrides().forEach((id, inner) -> {
            List<String> path = InputPath.append(prefix, id);
            if (inner.ref().isPresent() || inner.follows().isPresent()) {
                overrides.putIfAbsent(path,
                        new Overriding(inner, task.place(), Optional.of(task.path())));
            }
            gather(task, inner, path);
        });
    }

    /// An input as it is to be locked.
    ///
    /// @param wanted  where it is
    /// @param written where its own flake says it is
    /// @param place   what relative paths are relative to
    /// @param parent  for a relative path: the path of the flake at `place`
    private record Request(String id, List<String> path, FlakeRef wanted,
            Optional<FlakeRef> written, boolean isFlake,
            Place place, Optional<List<String>> parent) {
        Optional<Place> relativePlace(boolean pure) {
            return wanted.input().relativePath().map(path -> place.resolve(path, pure));
        }
    }

    private void lock(Task task, String id, List<String> path, FlakeInput written) {
        @org.jspecify.annotations.Nullable
        Overriding override = overrides.get(path);
        if (override != null) {
            overridesUsed.add(path);
        }
        FlakeInput input = override == null
                ? written
                : override.input().withFlake(written.isFlake());
        if (input.follows().isPresent()) {
            task.node().inputs().put(id, new Edge.Follows(input.follows().get()));
            return;
        }
        FlakeRef wanted = input.ref().orElseGet(() -> FlakeRef.indirect(id));
        Optional<List<String>> parent = wanted.input().relativePath().isEmpty()
                ? Optional.empty()
                : override == null ? Optional.of(task.path()) : override.parent();
        Request request = new Request(id, path, wanted, written.ref(), input.isFlake(),
                override == null ? task.place() : override.place(), parent);
        visited.add(path);
        Optional<Node> old = flags.updates().contains(path)
                ? Optional.empty()
                : task.old()
                    .flatMap(node -> node.inputs().get(id) instanceof Edge.Child(Node child)
                            ? Optional.of(child)
                            : Optional.empty());
        Optional<Node> kept = old.filter(node -> {
            Lock lock = node.lock().orElseThrow();
            return lock.original().canonical().equals(wanted.canonical())
                    && lock.parent().equals(parent)
                    && !flags.overrides().containsKey(path);
        });
        if (kept.isPresent()) {
            keep(task, request, kept.get());
        } else {
            create(task, request);
        }
    }

    private void keep(Task task, Request request, Node old) {
        Lock lock = old.lock().orElseThrow();
        Node node = new Node(old.lock());
        task.node().inputs().put(request.id(), new Edge.Child(node));
        Optional<SortedMap<String, FlakeInput>> known = updatesBelow(request.path())
                ? Optional.empty()
                : inputsOf(task, request, old);
        if (known.isPresent()) {
            compute(new Task(known.get(), node, request.path(), Optional.of(old),
                    task.followsPrefix(), task.place(),
                    true));
        } else {
            Flake flake = flake(request, lock.locked(), use);
            places.put(node, flake.place());
            compute(new Task(flake.inputs(), node, request.path(), Optional.of(old),
                    task.followsPrefix(),
                    flake.place(), false));
        }
    }

    /// Whether an input of this input is to be updated.
    private boolean updatesBelow(List<String> path) {
        return flags.updates()
            .stream()
            .anyMatch(update -> update.size() > path.size()
                    && update.subList(0, path.size()).equals(path));
    }

    /// The inputs of an old node as if its flake said so; empty if the flake itself must be asked, because a `follows`
    /// in the lock file may be gone from it.
    private Optional<SortedMap<String, FlakeInput>> inputsOf(Task task, Request request, Node old) {
        SortedMap<String, FlakeInput> inputs = new TreeMap<>();
        for (Map.Entry<String, Edge> entry : old.inputs().entrySet()) {
            switch (entry.getValue()) {
                case Edge.Child(Node child) -> {
                    Lock lock = child.lock().orElseThrow();
                    inputs.put(entry.getKey(),
                            FlakeInput.of(lock.original()).withFlake(lock.isFlake()));
                }
                case Edge.Follows(List<String> path) -> {
                    if (!task.trust() && !overrides
                        .containsKey(InputPath.append(request.path(), entry.getKey()))) {
                        return Optional.empty();
                    }
                    List<String> absolute = new ArrayList<>(task.followsPrefix());
                    absolute.addAll(path);
                    inputs.put(entry.getKey(), FlakeInput.following(absolute));
                }
            }
        }
        return Optional.of(inputs);
    }

    private void create(Task task, Request request) {
        FlakeRef wanted = request.wanted();
        if (!flags.allowUnlocked() && !wanted.input().isLocked(locker.fetchers().settings())
                && wanted.input().relativePath().isEmpty()) {
            throw FlakeErrors.error("cannot update unlocked flake input '%s' in pure mode",
                    InputPath.print(request.path()));
        }
        // An override by flag does not change what was asked for, so that it stays until the next update.
        boolean byFlag = flags.overrides().containsKey(request.path());
        FlakeRef original = byFlag ? request.written().orElse(wanted) : wanted;
        if (request.isFlake()) {
            Flake flake = flake(request, wanted, byFlag ? Use.ALL : use);
            Node node = new Node(
                    Optional.of(new Lock(flake.locked(), original, true, request.parent())));
            task.node().inputs().put(request.id(), new Edge.Child(node));
            descend(request, flake, node);
        } else {
            createSource(task, request, original);
        }
    }

    private void descend(Request request, Flake flake, Node node) {
        if (parents.contains(request.wanted())) {
            throw FlakeErrors.error("found circular import of flake '%s'", request.wanted());
        }
        parents.add(request.wanted());
        places.put(node, flake.place());
        compute(new Task(flake.inputs(), node, request.path(),
                Optional.of(locker.lockFile(flake.place()).root()), request.path(), flake.place(),
                false));
        parents.removeLast();
    }

    private void createSource(Task task, Request request, FlakeRef original) {
        Optional<Place> relative = request.relativePlace(locker.pure());
        Place place;
        FlakeRef locked = request.wanted();
        if (relative.isPresent()) {
            place = relative.get();
        } else {
            Sources.Found found = locker.sources().find(locked.input(), use);
            Fetchers.Stored stored = locker.sources().store(found.fetched(), locked.input());
            place = Place.of(found.fetched(), "")
                .in(locker.fetchers().store().storeDir(), stored.path());
            locked = locked.with(stored.locked());
        }
        Node node = new Node(Optional.of(new Lock(locked, original, false, request.parent())));
        places.put(node, place);
        task.node().inputs().put(request.id(), new Edge.Child(node));
    }

    private Flake flake(Request request, FlakeRef ref, Use names) {
        Optional<Place> relative = request.relativePlace(locker.pure());
        return relative.isPresent()
                ? locker.read(relative.get().resolve("./" + ref.subdir(), locker.pure()), ref, ref, ref,
                        request.path())
                : locker.flake(ref, names, request.path());
    }
}
