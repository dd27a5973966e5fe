package flakelab.session;

import flakelab.builtin.Library;
import flakelab.text.Emphasis;
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

/// The files behind `<nix/…>`: `fetchurl.nix` alone.
enum Corepkgs implements SourceAccessor {
    FILES;

    private static final String FETCHURL = "/fetchurl.nix";

    @Override
    public @Nullable Kind kind(String path) {
        return switch (path) {
            case "/" -> Kind.DIRECTORY;
            case FETCHURL -> Kind.REGULAR;
            default -> null;
        };
    }

    @Override
    public String readFile(String path) {
        if (!path.equals(FETCHURL)) {
            throw SessionErrors.error(Emphasis.format("path '%s' does not exist", shown(path)));
        }
        try (InputStream in = Library.class.getResourceAsStream("fetchurl.nix")) {
            if (in == null) {
                throw new IllegalStateException("fetchurl.nix is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SortedMap<String, Kind> readDirectory(String path) {
        SortedMap<String, Kind> entries = new TreeMap<>();
        entries.put("fetchurl.nix", Kind.REGULAR);
        return entries;
    }

    @Override
    public String readLink(String path) {
        throw SessionErrors.error(Emphasis.format("file '%s' is not a symbolic link", shown(path)));
    }

    @Override
    public boolean isExecutable(String path) {
        return false;
    }

    @Override
    public String shown(String path) {
        return path.equals("/") ? "<nix>" : "<nix" + path + ">";
    }

    @Override
    public Optional<Path> realPath(String path) {
        return Optional.empty();
    }
}
