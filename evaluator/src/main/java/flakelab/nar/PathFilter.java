package flakelab.nar;

/// Which files below a tree's root belong to it.
@FunctionalInterface
public interface PathFilter {
    /// Everything.
    PathFilter ALL = (path, tree) -> true;

    /// Whether the file at `path` (from the root, `/a/b`, one Latin-1 char per byte) belongs; asked in the order files
    /// are archived, and never for the root.
    boolean accept(String path, Tree tree);
}
