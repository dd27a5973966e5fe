package flakelab.value;

/// A path: a file tree and an absolute, canonical path in it.
public final class PathValue extends Value {
    private final SourceAccessor accessor;
    private final String path;

    public PathValue(SourceAccessor accessor, String path) {
        this.accessor = accessor;
        this.path = path;
    }

    public SourceAccessor accessor() {
        return accessor;
    }

    public String path() {
        return path;
    }

    /// What messages call it.
    public String shown() {
        return accessor.shown(path);
    }

    /// The directory it is in; the root is in itself.
    public PathValue parent() {
        int slash = path.lastIndexOf('/');
        return new PathValue(accessor, slash <= 0 ? "/" : path.substring(0, slash));
    }

    /// `relative` below this path, made canonical; `..` never leaves the tree.
    public PathValue resolve(String relative) {
        return new PathValue(accessor, canonical(path + "/" + relative));
    }

    /// The last component; empty for the root.
    public String baseName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// An absolute path without `.`, `..`, doubled or trailing slashes (CppNix `CanonPath`).
    public static String canonical(String path) {
        if (isCanonical(path)) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int end = path.indexOf('/', at);
            end = end < 0 ? path.length() : end;
            String part = path.substring(at, end);
            if (part.equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
            } else if (!part.isEmpty() && !part.equals(".")) {
                out.append('/').append(part);
            }
            at = end + 1;
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    private static boolean isCanonical(String path) {
        return path.startsWith("/") && !path.contains("//") && !path.contains("/.")
                && (path.length() == 1 || !path.endsWith("/"));
    }

    @Override
    public String typeName() {
        return "a path";
    }
}
