package flakelab.kernel.install;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where Jupyter looks for kernels: its data directories, by its own rules
/// (<https://docs.jupyter.org/en/stable/use/jupyter-directories.html>).
public final class DataDirectory {
    private DataDirectory() {}

    /// The user's own, which `JUPYTER_DATA_DIR` overrides.
    public static Path user(Map<String, String> environment, String osName, Path home) {
        String chosen = environment.getOrDefault("JUPYTER_DATA_DIR", "");
        if (!chosen.isEmpty()) {
            return Path.of(chosen);
        }
        if (osName.startsWith("Mac")) {
            return home.resolve("Library/Jupyter");
        }
        if (osName.startsWith("Windows")) {
            return Optional.ofNullable(environment.get("APPDATA"))
                .map(Path::of)
                .orElse(home.resolve("AppData/Roaming"))
                .resolve("jupyter");
        }
        return Optional.ofNullable(environment.get("XDG_DATA_HOME"))
            .filter(s -> !s.isEmpty())
            .map(Path::of)
            .orElse(home.resolve(".local/share"))
            .resolve("jupyter");
    }

    /// That of an installation prefix, such as a virtual environment.
    public static Path under(Path prefix) {
        return prefix.resolve("share/jupyter");
    }

    /// Everybody's.
    public static Path system() {
        return under(Path.of("/usr/local"));
    }

    /// The prefix of the active virtual or Conda environment.
    public static Optional<Path> activePrefix(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("VIRTUAL_ENV"))
            .or(() -> Optional.ofNullable(environment.get("CONDA_PREFIX")))
            .map(Path::of);
    }
}
