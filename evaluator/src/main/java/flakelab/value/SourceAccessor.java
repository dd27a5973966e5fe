package flakelab.value;

import flakelab.text.NixException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A tree of files that path values point into. Paths are absolute and canonical inside the tree (`/`, `/a/b`).
///
/// The methods follow no symbolic link in the last component. Failures are [flakelab.text.NixException]s.
public interface SourceAccessor {
    enum Kind {
        REGULAR, DIRECTORY, SYMLINK, UNKNOWN
    }

    /// What is at the path; `null` if nothing is.
    @Nullable
    Kind kind(String path);

    /// Why nothing can be seen at a path, where there is more to say than that it does not exist.
    default Optional<NixException> absence(String path) {
        return Optional.empty();
    }

    /// A regular file's bytes, Latin-1.
    String readFile(String path);

    /// Names in a directory, Latin-1, with their kinds (`UNKNOWN` where the file system does not say).
    SortedMap<String, Kind> readDirectory(String path);

    /// Where a symbolic link points.
    String readLink(String path);

    boolean isExecutable(String path);

    /// What messages call the path.
    String shown(String path);

    /// Where the file is on this machine's disk, if it is.
    Optional<Path> realPath(String path);
}
