package flakelab.nar;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// File names as bytes (one Latin-1 char each), whatever encoding Java believes the file system to have.
///
/// Java decodes names by the locale and loses bytes that do not fit; only its file URIs keep them all, percent-encoded.
/// They are slow, so plain ASCII goes the direct way.
public final class FileNames {
    private FileNames() {}

    /// The path of a byte string, absolute or relative.
    public static Path path(String latin1) {
        return isAscii(latin1) ? Path.of(latin1) : exact(latin1);
    }

    /// The child of a directory.
    public static Path child(Path directory, String latin1Name) {
        return isAscii(latin1Name)
                ? directory.resolve(latin1Name)
                : directory.resolve(exact(latin1Name));
    }

    /// A path's bytes.
    public static String latin1(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text;
        }
        Path absolute = path.toAbsolutePath();
        String all = decode(absolute.toUri().getRawPath());
        if (all.endsWith("/") && !text.endsWith("/")) {
            all = all.substring(0, all.length() - 1); // directories get a slash
        }
        if (path.isAbsolute()) {
            return all;
        }
        String base = Path.of("").toAbsolutePath().toUri().getRawPath();
        return all.substring(decode(base).length());
    }

    /// The bytes of a path's last component.
    public static String name(Path path) {
        String text = String.valueOf(path.getFileName());
        if (isAscii(text)) {
            return text;
        }
        String all = latin1(path);
        return all.substring(all.lastIndexOf('/') + 1);
    }

    /// The bytes of a symbolic link's target.
    public static String readLink(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        String text = target.toString();
        return isAscii(text) ? text : latin1(target);
    }

    /// Makes a symbolic link whose target has exactly these bytes.
    public static void createLink(Path link, String target) throws IOException {
        if (isPlain(target)) {
            Files.createSymbolicLink(link, Path.of(target));
        } else {
            Posix.symlink(target, link); // Java would normalise the target's slashes
        }
    }

    /// Through a URI.
    private static Path exact(String latin1) {
        boolean absolute = latin1.startsWith("/");
        StringBuilder uri = new StringBuilder("file:///");
        HexFormat hex = HexFormat.of();
        for (int i = absolute ? 1 : 0; i < latin1.length(); i++) {
            uri.append('%').append(hex.toHexDigits((byte) latin1.charAt(i)));
        }
        Path path = Path.of(URI.create(uri.toString()));
        return absolute || path.getNameCount() == 0 ? path : path.subpath(0, path.getNameCount());
    }

    private static String decode(String rawPath) {
        if (rawPath.indexOf('%') < 0) {
            return rawPath;
        }
        StringBuilder out = new StringBuilder(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '%') {
                out.append((char) HexFormat.fromHexDigits(rawPath, i + 1, i + 3));
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isPlain(String text) {
        return isAscii(text) && !text.contains("//") && !text.endsWith("/");
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
