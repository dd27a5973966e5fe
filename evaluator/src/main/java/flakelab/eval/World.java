package flakelab.eval;

import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.syntax.ParserSettings;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one door from evaluation to effects. Everything an expression can learn from or do to the outside goes through here.
public interface World {
    /// The file system that absolute paths mean; store paths are mapped to where they really are, access rules apply.
    SourceAccessor root();

    /// The tree behind `<nix/…>`.
    SourceAccessor corepkgs();

    Store store();

    /// What parsing depends on, for a base path of `/`.
    ParserSettings parserSettings();

    Optional<String> environment(String name);

    /// Seconds since 1970.
    long currentTime();

    /// The search path of `<…>`, in order (`-I`, then `NIX_PATH` or the `nix-path` setting).
    List<SearchEntry> searchPath();

    /// What an entry's path stands for: a directory, or a downloaded archive; empty (after a warning) if it is not there.
    Optional<PathValue> resolveSearchPath(String path);

    /// Puts a path into the store under its own base name (or only computes where it would be, when read-only).
    /// Remembered per path.
    StorePath copyToStore(PathValue path);

    /// Lets restricted evaluation read a store path.
    default void allow(StorePath path) {}

    /// Builds what a context refers to (import from derivation); the map tells which placeholders now stand for which paths.
    Map<String, String> realise(StringContext context);

    /// A line of `builtins.trace` and the like, Latin-1 bytes.
    void trace(String line);

    /// A line to tell as it is, Latin-1 bytes.
    default void notice(String line) {}

    /// A warning, without its `warning: `.
    void warn(String message);

    /// A warning of the program itself (`builtins.warn`), without its `evaluation warning: `.
    default void evaluationWarning(String message) {
        warn(message);
    }

    /// One `prefix=path` of a search path; the prefix may be empty.
    record SearchEntry(String prefix, String path) {}
}
