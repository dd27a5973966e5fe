package flakelab.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory in the store that no garbage collector touches until it is closed: it is locked, and named `tmp-…`.
final class TempDirectory implements AutoCloseable {
    private final Path path;
    private final FileLock lock;

    TempDirectory(Layout layout) throws IOException {
        while (true) {
            Path made = Files.createTempDirectory(layout.realStore(), "tmp-");
            FileLock held = FileLock.openDirectory(made);
            held.exclusive();
            if (Files.exists(made)) { // else a collector was quicker than the lock
                path = made;
                lock = held;
                return;
            }
            held.close();
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            Metadata.delete(path);
        }
    }
}
