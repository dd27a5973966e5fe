package flakelab.session;

import flakelab.eval.EvalException;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.value.SourceAccessor;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/// A file system of which only allowed trees can be seen, for pure and restricted evaluation
/// (CppNix `AllowListSourceAccessor`, `src/libfetchers/filtering-source-accessor.cc`).
final class RestrictedFiles implements SourceAccessor {
    private final SourceAccessor all;
    private final String mode;
    private final NavigableSet<String> allowed = new ConcurrentSkipListSet<>();

    /// `mode` ends the error: `in restricted mode`.
    RestrictedFiles(SourceAccessor all, String mode) {
        this.all = all;
        this.mode = mode;
    }

    /// Makes a path and all below it visible.
    void allow(String path) {
        allowed.add(path);
    }

    private boolean isAllowed(String path) {
        String nearest = allowed.ceiling(path);
        if (nearest != null && isWithin(nearest, path)) {
            return true; // on the way to something allowed
        }
        String at = path;
        while (at.length() > 1) {
            at = at.substring(0, Math.max(1, at.lastIndexOf('/')));
            if (allowed.contains(at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWithin(String path, String folder) {
        return path.equals(folder) || folder.equals("/") || path.startsWith(folder + "/");
    }

    /// @throws EvalException.Forbidden if the path is not visible
    void check(String path) {
        if (!isAllowed(path)) {
            throw forbidden(path);
        }
    }

    private EvalException forbidden(String path) {
        return new EvalException.Forbidden(
                Emphasis.format("access to absolute path '%s' is forbidden %s", path, mode));
    }

    @Override
    public @Nullable Kind kind(String path) {
        return isAllowed(path) ? all.kind(path) : null;
    }

    @Override
    public Optional<NixException> absence(String path) {
        return isAllowed(path) ? all.absence(path) : Optional.of(forbidden(path));
    }

    @Override
    public String readFile(String path) {
        check(path);
        return all.readFile(path);
    }

    @Override
    public SortedMap<String, Kind> readDirectory(String path) {
        check(path);
        SortedMap<String, Kind> entries = new TreeMap<>(all.readDirectory(path));
        String folder = path.equals("/") ? "/" : path + "/";
        entries.keySet().removeIf(name -> !isAllowed(folder + name));
        return entries;
    }

    @Override
    public String readLink(String path) {
        check(path);
        return all.readLink(path);
    }

    @Override
    public boolean isExecutable(String path) {
        check(path);
        return all.isExecutable(path);
    }

    @Override
    public String shown(String path) {
        return all.shown(path);
    }

    @Override
    public Optional<Path> realPath(String path) {
        check(path);
        return all.realPath(path);
    }
}
