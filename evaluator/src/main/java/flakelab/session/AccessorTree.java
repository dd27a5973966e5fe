package flakelab.session;

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

/// A path value as a tree of an archive: how lazily fetched sources get into the store.
final class AccessorTree implements Tree {
    private final SourceAccessor accessor;
    private final String path;
    private byte @Nullable [] content;

    private AccessorTree(SourceAccessor accessor, String path) {
        this.accessor = accessor;
        this.path = path;
    }

    /// The tree at a path, read straight from disk where it is there.
    ///
    /// @throws SessionException if nothing is there
    static Tree of(PathValue path) {
        SourceAccessor accessor = path.accessor();
        if (accessor.kind(path.path()) == null) {
            throw accessor.absence(path.path())
                .orElseGet(() -> SessionErrors.error(Emphasis.format("path '%s' does not exist", path.shown())));
        }
        return accessor.realPath(path.path())
            .map(Tree::of)
            .orElseGet(() -> new AccessorTree(accessor, path.path()));
    }

    @Override
    public Type type() {
        return switch (accessor.kind(path)) {
            case REGULAR -> Type.REGULAR;
            case DIRECTORY -> Type.DIRECTORY;
            case SYMLINK -> Type.SYMLINK;
            case UNKNOWN -> throw SessionErrors
                .error(Emphasis.format("file '%s' has an unsupported type", path));
            case null ->
                throw SessionErrors.error(Emphasis.format("path '%s' does not exist", path));
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
            entries.put(name, new AccessorTree(accessor, folder + name));
        }
        return entries;
    }

    @Override
    public String readLink() {
        return accessor.readLink(path);
    }
}
