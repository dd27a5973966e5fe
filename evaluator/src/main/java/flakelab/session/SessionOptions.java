package flakelab.session;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a session is opened with.
///
/// @param environment the variables it may look at
/// @param directory   where relative paths start from
/// @param settings    those already read from files, environment and flags
/// @param searchPath  the entries of `-I`
/// @param autoArgs    arguments given to functions that are called by themselves
/// @param readOnly    nothing is written to the store
/// @param stdin       what `-` reads
/// @param overrides   what references to flakes stand for, before any registry (`--override-flake`)
public record SessionOptions(Map<String, String> environment, Path directory, Settings settings,
        List<String> searchPath, List<AutoArg> autoArgs, boolean readOnly, InputStream stdin,
        Map<String, String> overrides) {
    public SessionOptions {
        environment = Map.copyOf(environment);
        directory = directory.toAbsolutePath().normalize();
        searchPath = List.copyOf(searchPath);
        autoArgs = List.copyOf(autoArgs);
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }

    /// Without overrides.
    public SessionOptions(Map<String, String> environment, Path directory, Settings settings,
            List<String> searchPath, List<AutoArg> autoArgs, boolean readOnly, InputStream stdin) {
        this(environment, directory, settings, searchPath, autoArgs, readOnly, stdin, Map.of());
    }

    /// Settings as read from nix.conf and the environment, with flakes and the new commands enabled.
    public static SessionOptions of(Map<String, String> environment, Path directory) {
        return new SessionOptions(environment, directory, Settings.read(environment), List.of(),
                List.of(), false,
                InputStream.nullInputStream());
    }

    public boolean showTrace() {
        return settings.get(StandardSettings.SHOW_TRACE);
    }

    public SessionOptions withReadOnly(boolean changed) {
        return new SessionOptions(environment, directory, settings, searchPath, autoArgs, changed,
                stdin, overrides);
    }
}
