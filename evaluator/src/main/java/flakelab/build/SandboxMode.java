package flakelab.build;

/// The setting `sandbox`: every build confined, none, or all but fixed-output and `__noChroot` ones.
public enum SandboxMode {
    ENABLED, DISABLED, RELAXED;

    /// Reads `true`, `false` or `relaxed`; empty for anything else.
    public static java.util.Optional<SandboxMode> parse(String text) {
        return switch (text) {
            case "true" -> java.util.Optional.of(ENABLED);
            case "false" -> java.util.Optional.of(DISABLED);
            case "relaxed" -> java.util.Optional.of(RELAXED);
            default -> java.util.Optional.empty();
        };
    }
}
