package flakelab.flake;

/// The lines of printed trees, as UTF-8 bytes.
final class Branches {
    private static final String DASHES = "\u00e2\u0094\u0080".repeat(3);
    static final String BRANCH = "\u00e2\u0094\u009c" + DASHES;
    static final String LAST = "\u00e2\u0094\u0094" + DASHES;
    static final String LINE = "\u00e2\u0094\u0082   ";
    static final String NONE = "    ";

    private Branches() {}
}
