package flakelab.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// How the files of new objects get to their place in a store: with canonical metadata, and linked and synchronised as the
/// options want it.
record Arrivals(Layout layout, LocalOptions options) {
    void write(byte[] content, Path real) throws IOException {
        Files.write(real, content, StandardOpenOption.CREATE_NEW);
        Metadata.canonicaliseNew(real);
        settle(real);
    }

    void move(Path copy, Path real) throws IOException {
        Files.move(copy, real, StandardCopyOption.ATOMIC_MOVE);
        Metadata.canonicalise(real); // not before: a read-only directory cannot be moved
        settle(real);
    }

    /// Puts other files in the place of those there.
    void replace(Path real, Path good) throws IOException {
        try (TempDirectory temp = new TempDirectory(layout)) {
            if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
                Metadata.allowMove(real);
                Files.move(real, temp.path().resolve("old"), StandardCopyOption.ATOMIC_MOVE);
            }
            move(good, real);
        }
    }

    void settle(Path real) throws IOException {
        if (options.autoOptimise()) {
            Optimiser.one(layout, real);
        }
        if (options.syncPaths()) {
            Disk.sync(real);
        }
    }
}
