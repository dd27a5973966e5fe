package flakelab.builtin;

import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Nix files inside the program, out of reach of expressions: `derivation-internal.nix` alone.
enum InternalFiles implements SourceAccessor {
    FILES;

    private static final String NAME = "derivation-internal.nix";

    /// The file that defines `derivation`.
    static final PathValue DERIVATION = new PathValue(FILES, "/" + NAME);

    @Override
    public @Nullable Kind kind(String path) {
        return path.equals("/") ? Kind.DIRECTORY : path.equals("/" + NAME) ? Kind.REGULAR : null;
    }

    @Override
    public String readFile(String path) {
        try (InputStream in = InternalFiles.class.getResourceAsStream(NAME)) {
            if (in == null || !path.equals("/" + NAME)) {
                throw BuiltinErrors.error("path '%s' does not exist", shown(path));
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SortedMap<String, Kind> readDirectory(String path) {
        SortedMap<String, Kind> entries = new TreeMap<>();
        entries.put(NAME, Kind.REGULAR);
        return entries;
    }

    @Override
    public String readLink(String path) {
        throw BuiltinErrors.error("file '%s' is not a symbolic link", shown(path));
    }

    @Override
    public boolean isExecutable(String path) {
        return false;
    }

    /// In Latin-1 chars, one per UTF-8 byte, as all text inside.
    @Override
    public String shown(String path) {
        return "\u00c2\u00abnix-internal\u00c2\u00bb" + path;
    }

    @Override
    public Optional<Path> realPath(String path) {
        return Optional.empty();
    }
}
