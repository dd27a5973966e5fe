package flakelab.text;

/// How much is said: a message of a level is shown where the user wants that level or a later one
/// (CppNix `Verbosity`, `src/libutil/include/nix/util/error.hh`).
public enum Verbosity {
    ERROR, WARN, NOTICE, INFO, TALKATIVE, CHATTY, DEBUG, VOMIT;

    /// So many steps more, within the limits.
    public Verbosity plus(int steps) {
        return values()[Math.clamp(ordinal() + (long) steps, 0, VOMIT.ordinal())];
    }
}
