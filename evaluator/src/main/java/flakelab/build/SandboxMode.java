package flakelab.build;

import java.util.Optional;

/// The setting `sandbox`: every build confined, none, or all but fixed-output and `__noChroot` ones.
public enum SandboxMode {
    ENABLED, DISABLED, RELAXED;

    /// Reads `true`, `false` or `relaxed`; empty for anything else.
    public static Optional<SandboxMode> parse(String text) {
        return switch (text) {
            case "true" -> Optional.of(ENABLED);
            case "false" -> Optional.of(DISABLED);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }
}
