package flakelab.store.local;

import flakelab.store.PathInfo;
import flakelab.store.StoreErrors;
import flakelab.store.StorePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Objects whose files are in place and which are registered together, to spare transactions. Each stays locked until
/// then, so that no other process makes it again.
final class Group {
    /// As many locks as may be held.
    private static final int MOST = 64;

    /// An object in place, its derivation outputs if it is a derivation, and its lock.
    record Placed(PathInfo info, Map<String, StorePath> outputs, FileLock lock) {}

    private final BiConsumer<Collection<PathInfo>, Map<StorePath, Map<String, StorePath>>> register;
    private final List<Placed> placed = new ArrayList<>();
    private int depth;

    Group(BiConsumer<Collection<PathInfo>, Map<StorePath, Map<String, StorePath>>> register) {
        this.register = register;
    }

    /// Registers an object: at once, or with others while [#during] runs.
    synchronized void add(Placed one) {
        placed.add(one);
        if (depth == 0 || placed.size() >= MOST) {
            flush();
        }
    }

    /// Registers what is left to register.
    synchronized void flush() {
        if (placed.isEmpty()) {
            return;
        }
        List<Placed> all = List.copyOf(placed);
        placed.clear();
        Map<StorePath, Map<String, StorePath>> outputs = new HashMap<>();
        all.forEach(one -> outputs.put(one.info().path(), one.outputs()));
        try {
            register.accept(all.stream().map(Placed::info).toList(), outputs);
        } finally {
            all.forEach(Group::unlock);
        }
    }

    private static void unlock(Placed one) {
        try (FileLock lock = one.lock()) {
            lock.delete();
        } catch (IOException e) {
            throw StoreErrors.io("unlocking", e);
        }
    }

    <T> T during(Supplier<T> work) {
        enter();
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        depth++;
    }

    private synchronized void leave() {
        if (--depth == 0) {
            flush();
        }
    }
}
