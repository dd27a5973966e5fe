package flakelab.store.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a cache's files are. Names are relative, with slashes.
interface Place {
    /// A file's content; empty if there is none.
    Optional<InputStream> open(String name) throws IOException;

    boolean exists(String name) throws IOException;

    /// The names of the files directly in it.
    ///
    /// @throws IOException where they cannot be told
    List<String> list() throws IOException;

    /// Whether [#put] works.
    boolean writable();

    /// Makes or replaces a file at once; `content` is moved or copied.
    void put(String name, Path content) throws IOException;
}
