package flakelab.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Waits until what was written is on the disk.
final class Disk {
    private Disk() {}

    /// Waits for a tree and for its name.
    static void sync(Path path) throws IOException {
        syncBelow(path);
        force(path.resolveSibling(""));
    }

    private static void syncBelow(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    syncBelow(child);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            force(path);
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            force(path);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
