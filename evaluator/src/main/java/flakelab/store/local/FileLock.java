package flakelab.store.local;

import flakelab.nar.Posix;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

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
        while (true) {
            try {
                return new FileLock(path, Posix.open(path, false));
            } catch (IOException e) {
                if (Files.exists(path)) {
                    throw e;
                }
            }
            try {
                Files.createFile(path,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException _) {
                continue; // another process was first
            }
        }
    }

    /// Opens a directory for locking.
    static FileLock openDirectory(Path path) throws IOException {
        return new FileLock(path, Posix.open(path, true));
    }

    /// Takes the exclusive lock of a file that its holder deletes when done: waits, and starts over when the file it
    /// waited for was deleted meanwhile (it then holds a token).
    static FileLock exclusive(Path path) throws IOException {
        while (true) {
            FileLock lock = open(path);
            Posix.flock(lock.descriptor, Posix.LOCK_EXCLUSIVE);
            if (Posix.size(lock.descriptor) == 0) {
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
}
