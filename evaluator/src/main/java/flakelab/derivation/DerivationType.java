package flakelab.derivation;

/// What kind of outputs all outputs of a derivation are.
public enum DerivationType {
    /// Addressed by inputs, paths known.
    INPUT_ADDRESSED,
    /// Addressed by inputs, paths waiting for content-addressed inputs.
    DEFERRED,
    /// One output with a promised hash.
    FIXED,
    /// Addressed by content after building.
    FLOATING,
    /// Addressed by content, built anew each time.
    IMPURE;

    public boolean isContentAddressed() {
        return this == FIXED || this == FLOATING || this == IMPURE;
    }

    public boolean isFixed() {
        return this == FIXED;
    }

    public boolean isImpure() {
        return this == IMPURE;
    }

    /// Whether every output's path is known before building.
    public boolean hasKnownOutputPaths() {
        return this == INPUT_ADDRESSED || this == FIXED;
    }

    /// Whether the builder runs without the network and the like.
    public boolean isSandboxed() {
        return this != FIXED && this != IMPURE;
    }
}
