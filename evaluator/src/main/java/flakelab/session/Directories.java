package flakelab.session;

import java.nio.file.Path;
import java.util.Map;

/// The user's directories, as the XDG base directory specification places them.
public record Directories(Path home, Path config, Path data, Path state, Path cache) {
    public static Directories of(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")));
        return new Directories(home, directory(environment, "XDG_CONFIG_HOME", home, ".config"),
                directory(environment, "XDG_DATA_HOME", home, ".local/share"),
                directory(environment, "XDG_STATE_HOME", home, ".local/state"),
                directory(environment, "XDG_CACHE_HOME", home, ".cache"));
    }

    private static Path directory(Map<String, String> environment, String variable, Path home,
            String standard) {
        String value = environment.getOrDefault(variable, "");
        return value.startsWith("/") ? Path.of(value) : home.resolve(standard);
    }
}
