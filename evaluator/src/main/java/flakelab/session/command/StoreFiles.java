package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.session.SessionErrors;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Files of store objects by their logical paths, wherever the store really lies.
final class StoreFiles {
    private static final int MAX_LINKS = 64;

    private StoreFiles() {}

    /// The path with all symbolic links on the way followed, inside the store; what is outside is left as it is.
    static String resolve(Store store, String path) {
        StringBuilder at = new StringBuilder();
        Deque<String> left = new ArrayDeque<>(List.of(path.split("/")));
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at.setLength(Math.max(0, at.lastIndexOf("/")));
                continue;
            }
            Optional<String> target = link(store, at + "/" + name);
            if (target.isEmpty()) {
                at.append('/').append(name);
                continue;
            }
            if (++links > MAX_LINKS) {
                throw SessionErrors.error(
                        Emphasis.format("too many levels of symbolic links: '%s'", path));
            }
            if (target.get().startsWith("/")) {
                at.setLength(0);
            }
            List<String> names = List.of(target.get().split("/"));
            for (int i = names.size() - 1; i >= 0; i--) {
                left.push(names.get(i));
            }
        }
        return at.isEmpty() ? "/" : at.toString();
    }

    private static Optional<String> link(Store store, String path) {
        try {
            Optional<Path> real = real(store, path);
            return real.isPresent() && Files.isSymbolicLink(real.get())
                    ? Optional.of(FileNames.readLink(real.get()))
                    : Optional.empty();
        } catch (IOException e) {
            throw SessionErrors.error(Emphasis.format("reading symbolic link '%s': %s", path,
                    String.valueOf(e.getMessage())));
        }
    }

    /// Where a file of an object is on this machine; empty if the path is not inside the store.
    static Optional<Path> real(Store store, String path) {
        StoreDir dir = store.storeDir();
        if (!dir.isInStore(path)) {
            return Optional.empty();
        }
        StoreDir.Inside inside = dir.parseInside(path);
        Path real = store.realPath(inside.path());
        for (String name : inside.rest().split("/")) {
            if (!name.isEmpty()) {
                real = FileNames.child(real, name);
            }
        }
        return Optional.of(real);
    }
}
