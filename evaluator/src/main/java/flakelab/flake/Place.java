package flakelab.flake;

import flakelab.fetch.Fetched;
import flakelab.nar.Tree;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.text.NixException;
import flakelab.value.PathValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A directory in a source: where a flake lies.
///
/// @param root      the whole source
/// @param display   what messages put before paths in it
/// @param storePath where the source is in the store, once it is there
/// @param directory from the root: `/`, `/a/b`
/// @param missing   explains paths that are not there
public record Place(Tree root, String display, Optional<StorePath> storePath, String directory,
        Fetched.Missing missing) {
    private static final int LINKS = 64;

    static Place of(Fetched fetched, String subdir) {
        return new Place(fetched.tree(), fetched.display(), Optional.empty(),
                PathValue.canonical("/" + subdir),
                fetched.missing());
    }

    /// The same directory seen in the store.
    Place in(StoreDir store, StorePath path) {
        return new Place(root, store.print(path), Optional.of(path), directory, missing);
    }

    /// A directory given relative to this one, by a flake whose evaluation is `pure` or not.
    ///
    /// @throws flakelab.text.NixException if it is outside the source
    Place resolve(String relative, boolean pure) {
        String base = display + directory;
        String whole = PathValue.canonical(base + "/" + relative);
        if (storePath.isPresent() && !whole.equals(display) && !whole.startsWith(display + "/")) {
            throw pure
                    ? FlakeErrors
                        .error("access to absolute path '%s' is forbidden in pure evaluation mode "
                                + "(use '--impure' to override)", whole + "/flake.nix")
                    : outside(whole);
        }
        String inside = whole.substring(Math.min(display.length(), whole.length()));
        return new Place(root, display, storePath, inside.isEmpty() ? "/" : inside, missing);
    }

    /// No other source can be meant: what is next to this one is no path of the store, or not this flake's.
    private NixException outside(String path) {
        String parent = display.substring(0, display.lastIndexOf('/') + 1);
        if (path.startsWith(parent)) {
            StorePath.parse(path.substring(parent.length()).split("/", 2)[0]);
        }
        return FlakeErrors.noSuchPath(path + "/flake.nix");
    }

    /// The path of a file in this directory, from the root of the source.
    String pathOf(String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }

    /// What messages call a file in this directory.
    String shown(String name) {
        return display + pathOf(name);
    }

    /// The directory without the slash at the front, as lock files and `sourceInfo` name it.
    String subdir() {
        return directory.substring(1);
    }

    /// The text of a file in this directory, Latin-1 bytes; empty if there is none.
    Optional<String> find(String name) {
        try {
            Optional<Tree> file = node(pathOf(name), 0);
            return file.isPresent() && file.get().type() == Tree.Type.REGULAR
                    ? Optional.of(new String(file.get().readFile(), StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException e) {
            throw FlakeErrors.error("reading file '%s': %s", shown(name),
                    String.valueOf(e.getMessage()));
        }
    }

    /// As [#find].
    ///
    /// @throws flakelab.text.NixException why there is none
    String read(String name) {
        return find(name).orElseThrow(
                () -> missing.why(pathOf(name).substring(1))
                    .<NixException>map(
                            e -> e)
                    .orElseGet(() -> FlakeErrors.noSuchPath(shown(name))));
    }

    /// A node of the source by its path from the root, links followed.
    Optional<Tree> node(String path, int links) throws IOException {
        Tree node = root;
        String at = "";
        String[] names = path.split("/");
        for (int i = 0; i < names.length; i++) {
            if (names[i].isEmpty()) {
                continue;
            }
            Tree next = node.type() == Tree.Type.DIRECTORY ? node.list().get(names[i]) : null;
            if (next == null) {
                return Optional.empty();
            }
            if (next.type() == Tree.Type.SYMLINK && links < LINKS) {
                String rest = String.join("/",
                        java.util.List.of(names).subList(i + 1, names.length));
                String target = next.readLink();
                return target.startsWith("/")
                        ? Optional.empty()
                        : node(PathValue.canonical(at + "/" + target + "/" + rest), links + 1);
            }
            node = next;
            at += "/" + names[i];
        }
        return Optional.of(node);
    }
}
