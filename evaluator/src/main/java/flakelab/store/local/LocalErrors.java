package flakelab.store.local;

import static flakelab.store.StoreErrors.error;

import flakelab.hash.Hash;
import flakelab.hash.HashFormat;
import flakelab.store.Realisation;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/// The words of local stores (CppNix `src/libstore/local-store.cc`, `gc.cc`).
final class LocalErrors {
    private LocalErrors() {}

    static StoreException hashMismatch(String kind, String path, Hash specified, Hash got) {
        return error(kind + " mismatch importing path '%s';\n  specified: %s\n  got:       %s",
                path,
                specified.render(HashFormat.NIX32, true), got.render(HashFormat.NIX32, true));
    }

    static StoreException sizeMismatch(String path, long specified, long got) {
        return error("size mismatch importing path '%s';\n  specified: %s\n  got:       %s", path,
                specified, got);
    }

    static StoreException inUse(StoreDir dir, StorePath path, Collection<StorePath> referrers) {
        return error("cannot delete path '%s' because it is in use by %s", dir.print(path),
                referrers.stream()
                    .map(it -> "'" + dir.print(it) + "'")
                    .collect(Collectors.joining(", ")));
    }

    static StoreException cycle(String path, String parent) {
        return error("cycle detected in the references of '%s' from '%s'", path, parent);
    }

    static StoreException rootInStore(Path root) {
        return error("creating a garbage collector root (%s) in the Nix store is forbidden "
                + "(are you running nix-build inside the store?)", "\"" + root + "\"");
    }

    static StoreException rootExists(Path root) {
        return error("cannot create symlink %s; already exists", "\"" + root + "\"");
    }

    static StoreException alive(String path) {
        return error("Cannot delete path '%s' since it is still alive. To find out why, use: "
                + "nix-store --query --roots and nix-store --query --referrers", path);
    }

    static StoreException otherRealisation(StoreDir dir, Realisation local, Realisation remote) {
        return error("Trying to register a realisation of '%s', but we already "
                + "have another one locally.\nLocal:  %s\nRemote: %s", remote.id(),
                dir.print(local.path()), dir.print(remote.path()));
    }
}
