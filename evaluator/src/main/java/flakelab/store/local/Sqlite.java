package flakelab.store.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/// SQLite's own library, which the driver unpacks into a file: loaded here, before the first database, so that the file is
/// gone as soon as it is loaded. A process that ends by becoming another one deletes nothing on exit.
public final class Sqlite {
    private static final String PLACE = "org.sqlite.tmpdir";
    private static boolean loaded;

    private Sqlite() {}

    /// Loads the library once.
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        try {
            Path place = Files.createTempDirectory("flakelab-sqlite-");
            System.setProperty(PLACE, place.toString());
            try {
                SQLiteJDBCLoader.initialize();
            } catch (Exception e) {
                return; // opening a database says why
            } finally {
                delete(place);
                System.clearProperty(PLACE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path place) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
