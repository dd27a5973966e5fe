package flakelab.session;

import java.nio.file.Path;
import java.util.Map;

/// What a session is opened with: the environment variables it may look at, the directory relative paths start from
/// and the settings already read from files, environment and flags.
public record SessionOptions(Map<String, String> environment, Path directory, Settings settings) {
    public SessionOptions {
        environment = Map.copyOf(environment);
        directory = directory.toAbsolutePath().normalize();
    }

    /// Settings as read from nix.conf and the environment, with flakes and the new commands enabled.
    public static SessionOptions of(Map<String, String> environment, Path directory) {
        return new SessionOptions(environment, directory, Settings.read(environment));
    }
}
