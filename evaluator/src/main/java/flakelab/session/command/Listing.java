package flakelab.session.command;

import flakelab.nar.NarListing;
import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.function.Consumer;

/// How `ls` of store paths and archives prints (CppNix `MixLs`, `src/nix/ls.cc`).
///
/// @param recursive  also what is in directories
/// @param details    modes and sizes
/// @param directory  directories themselves, not what is in them
/// @param json       as JSON
public record Listing(boolean recursive, boolean details, boolean directory, boolean json) {
    /// A path in an object as `/a/b`, the object itself as the empty text.
    static String canonical(String path) {
        String text = flakelab.value.PathValue.canonical("/" + Latin1.ofUnicode(path));
        return text.equals("/") ? "" : text;
    }

    /// Prints what is at a path.
    void print(NarListing root, String path, Consumer<String> out) {
        if (json && directory) {
            throw SessionErrors.usage("'--directory' is useless with '--json'");
        }
        String place = canonical(path);
        NarListing node = root.find(place)
            .orElseThrow(() -> SessionErrors
                .error(Emphasis.format("path '%s' does not exist", place.isEmpty() ? "/" : place)));
        if (json) {
            out.accept(Latin1.ofUnicode(node.toJson(recursive).toString()) + "\n");
        } else if (node instanceof NarListing.Directory(var entries)) {
            if (directory) {
                show(node, ".", out);
            } else {
                entries.forEach((name, child) -> show(child, "./" + name, out));
            }
        } else {
            show(node, place.substring(place.lastIndexOf('/') + 1), out);
        }
    }

    private void show(NarListing node, String name, Consumer<String> out) {
        out.accept((details ? described(node, name) : name) + "\n");
        if (recursive && node instanceof NarListing.Directory(var entries)) {
            entries.forEach((child, inside) -> show(inside, name + "/" + child, out));
        }
    }

    private static String described(NarListing node, String name) {
        return switch (node) {
            case NarListing.Regular(long size, boolean executable, var offset) ->
                "%s %20d %s".formatted(executable ? "-r-xr-xr-x" : "-r--r--r--", size, name);
            case NarListing.Symlink(String target) ->
                "%s %20d %s -> %s".formatted("lrwxrwxrwx", 0, name, target);
            case NarListing.Directory(var entries) ->
                "%s %20d %s".formatted("dr-xr-xr-x", 0, name);
        };
    }
}
