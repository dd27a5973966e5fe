package flakelab.store.local;

import flakelab.store.StoreErrors;
import flakelab.nar.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An open file that can be locked with `flock`, as CppNix's `PathLocks` and `FdLock` do.
final class FileLock implements AutoCloseable {
    private final Path path;
    private final int descriptor;

    private FileLock(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /// Opens a lock file, making it if it is not there.
    static FileLock open(Path path) throws IOException {
        return new FileLock(path, Posix.open(path));
    }

    /// Opens a directory for locking.
    static FileLock openDirectory(Path path) throws IOException {
        return new FileLock(path, Posix.openDirectory(path));
    }

    /// Takes the exclusive lock of a file that its holder deletes when done: waits, and starts over when the file it
    /// waited for was deleted meanwhile (it then holds a token).
    ///
    /// @param beforeWaiting done first if the lock is not free: gives up locks, so that no two wait for each other
    static FileLock exclusive(Path path, Runnable beforeWaiting) throws IOException {
        while (true) {
            FileLock lock = open(path);
            if (!lock.tryExclusive()) {
                beforeWaiting.run();
                lock.exclusive();
            }
            if (lock.size() == 0) {
                return lock;
            }
            lock.close();
        }
    }

    /// Waits for a shared lock.
    void shared() throws IOException {
        Posix.flock(descriptor, Posix.LOCK_SHARED);
    }

    /// Waits for the exclusive lock.
    void exclusive() throws IOException {
        Posix.flock(descriptor, Posix.LOCK_EXCLUSIVE);
    }

    boolean tryShared() throws IOException {
        return Posix.flock(descriptor, Posix.LOCK_SHARED | Posix.LOCK_NO_WAIT);
    }

    boolean tryExclusive() throws IOException {
        return Posix.flock(descriptor, Posix.LOCK_EXCLUSIVE | Posix.LOCK_NO_WAIT);
    }

    void unlock() throws IOException {
        Posix.flock(descriptor, Posix.UNLOCK);
    }

    /// Appends to the file.
    void append(String latin1) throws IOException {
        Posix.size(descriptor);
        Posix.write(descriptor, latin1);
    }

    long size() throws IOException {
        return Posix.size(descriptor);
    }

    /// Deletes the file while it is locked, telling those who wait for it that it is gone.
    void delete() throws IOException {
        try {
            Files.delete(path);
        } catch (NoSuchFileException _) {
            // someone else did
        }
        append("d");
    }

    @Override
    public void close() throws IOException {
        Posix.close(descriptor);
    }

    /// Gives the lock up, and its file with it.
    void deleteAndClose() {
        try (this) {
            delete();
        } catch (IOException e) {
            throw StoreErrors.io("unlocking", e);
        }
    }
}
