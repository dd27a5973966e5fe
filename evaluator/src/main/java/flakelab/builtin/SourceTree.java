package flakelab.builtin;

import flakelab.nar.Tree;
import flakelab.text.Emphasis;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The files at a path as they go into the store.
public final class SourceTree implements Tree {
    private final SourceAccessor accessor;
    private final String path;
    private byte @Nullable [] content;

    private SourceTree(SourceAccessor accessor, String path) {
        this.accessor = accessor;
        this.path = path;
    }

    /// The tree at a path, read straight from disk where it is there.
    ///
    /// @throws flakelab.eval.EvalException if nothing is there or looking is forbidden
    public static Tree of(PathValue path) {
        Paths.require(path);
        return path.accessor()
            .realPath(path.path())
            .map(Tree::of)
            .orElseGet(() -> new SourceTree(path.accessor(), path.path()));
    }

    @Override
    public Type type() {
        return switch (Paths.require(new PathValue(accessor, path))) {
            case REGULAR -> Type.REGULAR;
            case DIRECTORY -> Type.DIRECTORY;
            case SYMLINK -> Type.SYMLINK;
            case UNKNOWN -> throw BuiltinErrors.error("file '%s' has an unsupported type",
                    accessor.shown(path));
        };
    }

    @Override
    public boolean executable() {
        return accessor.isExecutable(path);
    }

    @Override
    public long size() {
        return bytes().length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes());
    }

    private byte[] bytes() {
        byte[] known = content;
        if (known == null) {
            known = accessor.readFile(path).getBytes(StandardCharsets.ISO_8859_1);
            content = known;
        }
        return known;
    }

    @Override
    public SortedMap<String, Tree> list() {
        SortedMap<String, Tree> entries = new TreeMap<>();
        String folder = path.equals("/") ? "/" : path + "/";
        for (String name : accessor.readDirectory(path).keySet()) {
            entries.put(name, new SourceTree(accessor, folder + name));
        }
        return entries;
    }

    @Override
    public String readLink() {
        return accessor.readLink(path);
    }

    @Override
    public String toString() {
        return Emphasis.strip(accessor.shown(path));
    }
}
