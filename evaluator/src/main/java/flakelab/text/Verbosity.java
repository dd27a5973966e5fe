package flakelab.text;

/// How much is said: a message of a level is shown where the user wants that level or a later one
/// (CppNix `Verbosity`, `src/libutil/include/nix/util/error.hh`).
public enum Verbosity {
    ERROR, WARN, NOTICE, INFO, TALKATIVE, CHATTY, DEBUG, VOMIT;

    /// Whether messages of another level are shown.
    public boolean shows(Verbosity level) {
        return level.compareTo(this) <= 0;
    }

    /// So many levels more (or fewer, if negative), within bounds.
    public Verbosity more(int levels) {
        return values()[Math.clamp(ordinal() + (long) levels, 0, VOMIT.ordinal())];
    }
}
