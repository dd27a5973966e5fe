package flakelab.session;

import java.util.Map;

/// The settings of a session.
public final class Settings {
    private Settings() {}

    /// Reads `nix.conf` files and `NIX_CONFIG`.
    public static Settings read(Map<String, String> environment) {
        return new Settings();
    }
}
