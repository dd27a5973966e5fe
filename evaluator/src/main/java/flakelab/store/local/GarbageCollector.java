package flakelab.store.local;

import flakelab.nar.FileNames;
import flakelab.store.PathInfo;
import flakelab.store.StoreErrors;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// Deletes what nothing needs from a local store, while other processes go on using it
/// (CppNix `LocalStore::collectGarbage`).
public final class GarbageCollector {
    /// What to do.
    ///
    /// @param specific        for [Action#DELETE_SPECIFIC]: what to delete
    /// @param ignoreLiveness  delete even what roots keep
    /// @param maxFreed        stop after as many bytes
    /// @param keepOutputs     outputs of live derivations live
    /// @param keepDerivations derivers of live outputs live
    public record Options(Action action, Set<StorePath> specific, boolean ignoreLiveness,
            long maxFreed,
            boolean keepOutputs, boolean keepDerivations) {
        /// With CppNix's default settings.
        public static Options of(Action action) {
            return new Options(action, Set.of(), false, Long.MAX_VALUE, false, true);
        }
    }

    public enum Action {
        RETURN_LIVE, RETURN_DEAD, DELETE_DEAD, DELETE_SPECIFIC
    }

    /// Full paths that live, are dead or were deleted, and how many bytes that freed.
    public record Result(SortedSet<String> paths, long bytesFreed) {}

    private final LocalStore store;
    private final Layout layout;
    private final Options options;
    private final boolean keepOutputs;
    private final boolean keepDerivations;
    private final Set<StorePath> roots = new HashSet<>();
    private final Set<StorePath> alive = new HashSet<>();
    private final Set<StorePath> dead = new HashSet<>();
    private final SortedSet<String> deleted = new TreeSet<>();
    private long freed;

    private GarbageCollector(LocalStore store, Options options) {
        this.store = store;
        this.layout = store.layout();
        this.options = options;
        // Deleting by force must not go on to the outputs or derivers of what is asked for.
        boolean forced = options.action == Action.DELETE_SPECIFIC && options.ignoreLiveness;
        this.keepOutputs = options.keepOutputs && !forced;
        this.keepDerivations = options.keepDerivations && !forced;
    }

    /// Collects; waits for another collector to end first.
    ///
    /// @throws StoreException if a specific path is alive
    public static Result collect(LocalStore store, Options options) {
        store.allValid(); // opens the store: makes its directories, registers what is left to register
        try (FileLock lock = FileLock.open(store.layout().gcLock())) {
            lock.exclusive();
            try (RootServer server = RootServer.listen(store.layout())) {
                return new GarbageCollector(store, options).run(server);
            }
        } catch (IOException e) {
            throw StoreErrors.io("collecting garbage", e);
        }
    }

    /// What keeps objects: links, files of running processes, and, as `{temp:PID}`, processes at work.
    public static SortedMap<StorePath, Set<String>> roots(LocalStore store) {
        store.allValid();
        try {
            SortedMap<StorePath, Set<String>> roots = GcRoots.find(store.layout(), store::isValid);
            RuntimeRoots.find(store.layout().storeDir(), store::isValid)
                .forEach((path, links) -> roots.computeIfAbsent(path, _ -> new TreeSet<>())
                    .addAll(links));
            return roots;
        } catch (IOException e) {
            throw StoreErrors.io("finding roots", e);
        }
    }

    /// The paths and everything that keeps them alive if it is alive itself.
    public static Set<StorePath> needers(LocalStore store, Collection<StorePath> paths,
            Options options) {
        GarbageCollector collector = new GarbageCollector(store, options);
        Set<StorePath> seen = new LinkedHashSet<>(paths);
        ArrayDeque<StorePath> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            for (StorePath needer : collector.needers(left.remove())) {
                if (seen.add(needer)) {
                    left.add(needer);
                }
            }
        }
        return seen;
    }

    private Result run(RootServer server) throws IOException {
        if (!options.ignoreLiveness) {
            roots.addAll(roots(store).keySet());
        }
        for (StorePath temporary : TempRoots.all(layout)) {
            server.add(temporary);
            roots.add(temporary);
        }
        if (options.action == Action.DELETE_SPECIFIC) {
            for (StorePath path : options.specific) {
                visit(path, server);
                if (!dead.contains(path)) {
                    throw LocalErrors.alive(layout.storeDir().print(path));
                }
            }
        } else {
            sweep(server);
        }
        if (deletes()) {
            removeUnusedLinks();
        }
        return switch (options.action) {
            case RETURN_LIVE -> new Result(printed(alive), 0);
            case RETURN_DEAD -> new Result(printed(dead), 0);
            case DELETE_DEAD, DELETE_SPECIFIC -> new Result(deleted, freed);
        };
    }

    private boolean deletes() {
        return options.action == Action.DELETE_DEAD || options.action == Action.DELETE_SPECIFIC;
    }

    private SortedSet<String> printed(Set<StorePath> paths) {
        SortedSet<String> out = new TreeSet<>();
        paths.forEach(path -> out.add(layout.storeDir().print(path)));
        return out;
    }

    /// Looks at everything in the store directory, registered or not.
    private void sweep(RootServer server) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.realStore())) {
            entries.forEach(entry -> names.add(FileNames.name(entry)));
        }
        names.remove(layout.links().getFileName().toString());
        for (String name : names) {
            if (freed > options.maxFreed) {
                return;
            }
            Optional<StorePath> path = layout.storeDir()
                .maybeParse(layout.storeDir().path() + "/" + name);
            if (path.isPresent()) {
                visit(path.get(), server);
            } else if (deletes()) {
                delete(name);
            }
        }
    }

    /// Follows what needs `start`, and what that needs alive; if no root is among it, all of it is garbage.
    private void visit(StorePath start, RootServer server) throws IOException {
        Set<StorePath> visited = new LinkedHashSet<>(Set.of(start));
        ArrayDeque<StorePath> left = new ArrayDeque<>(visited);
        try {
            while (!left.isEmpty()) {
                StorePath path = left.remove();
                if (alive.contains(path)) {
                    alive.add(start);
                    return;
                }
                if (dead.contains(path)) {
                    continue;
                }
                if (roots.contains(path) || !server.begin(path)) {
                    markAlive(start, path);
                    return;
                }
                if (options.action == Action.DELETE_SPECIFIC && !options.specific.contains(path)) {
                    return;
                }
                for (StorePath next : needers(path)) {
                    if (visited.add(next)) {
                        left.add(next);
                    }
                }
            }
            bury(visited);
        } finally {
            server.end();
        }
    }

    /// What must be dead for the path to be dead.
    private Set<StorePath> needers(StorePath path) {
        if (!store.isValid(path)) {
            return Set.of();
        }
        Set<StorePath> needers = new LinkedHashSet<>(store.referrers(path));
        if (keepDerivations && path.isDerivation()) {
            for (StorePath output : store.derivationOutputs(path).values()) {
                if (store.query(output)
                    .flatMap(PathInfo::deriver)
                    .filter(path::equals)
                    .isPresent()) {
                    needers.add(output);
                }
            }
        }
        if (keepOutputs) {
            needers.addAll(store.validDerivers(path));
        }
        return needers;
    }

    private void markAlive(StorePath start, StorePath root) {
        alive.add(start);
        ArrayDeque<StorePath> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            StorePath path = left.remove();
            if (!alive.add(path) && !path.equals(start)) {
                continue;
            }
            Optional<PathInfo> info = store.query(path);
            if (info.isEmpty()) {
                continue;
            }
            List<StorePath> needed = new ArrayList<>(info.get().references());
            if (keepOutputs && path.isDerivation()) {
                needed.addAll(store.valid(store.derivationOutputs(path).values()));
            }
            if (keepDerivations) {
                info.get().deriver().filter(store::isValid).ifPresent(needed::add);
            }
            needed.stream().filter(it -> !alive.contains(it)).forEach(left::add);
        }
    }

    private void bury(Set<StorePath> garbage) throws IOException {
        for (StorePath path : referrersFirst(garbage)) {
            if (dead.add(path) && deletes() && freed <= options.maxFreed) {
                store.invalidate(path);
                delete(path.baseName());
            }
        }
    }

    private List<StorePath> referrersFirst(Set<StorePath> paths) {
        List<StorePath> order = new ArrayList<>();
        Map<StorePath, Boolean> seen = new HashMap<>();
        paths.forEach(path -> sort(path, paths, seen, order));
        return order.reversed();
    }

    private void sort(StorePath path, Set<StorePath> among, Map<StorePath, Boolean> seen,
            List<StorePath> order) {
        if (seen.putIfAbsent(path, true) != null) {
            return;
        }
        for (StorePath reference : store.query(path).map(PathInfo::references).orElse(List.of())) {
            if (among.contains(reference)) {
                sort(reference, among, seen, order);
            }
        }
        order.add(path);
    }

    private void delete(String name) throws IOException {
        Path real = FileNames.child(layout.realStore(), name);
        if (name.startsWith("tmp-") && inUse(real)) {
            return;
        }
        freed += Metadata.delete(real);
        deleted.add(layout.storeDir().path() + "/" + name);
    }

    /// Whether another process works in a temporary directory: it has it locked.
    private static boolean inUse(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileLock lock = FileLock.openDirectory(directory)) {
            return !lock.tryExclusive();
        }
    }

    /// Deletes deduplicated files no object has any more.
    private void removeUnusedLinks() throws IOException {
        if (!Files.isDirectory(layout.links())) {
            return;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(layout.links())) {
            for (Path link : links) {
                if ((Integer) Files.getAttribute(link, "unix:nlink",
                        LinkOption.NOFOLLOW_LINKS) == 1) {
                    Files.delete(link);
                }
            }
        }
    }
}
