package flakelab.store.local;

import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.nio.file.Path;

/// Where the parts of a local store are on disk.
///
/// @param root        what stands before every path: `""` for the system's `/nix`, else a chroot store's directory
/// @param storeDir    the logical store directory
/// @param realStore   where the objects are
/// @param state       `…/nix/var/nix`: database, roots, profiles
/// @param logs        `…/nix/var/log/nix`: build logs, in `drvs`
public record Layout(String root, StoreDir storeDir, Path realStore, Path state, Path logs) {
    /// The usual layout below a root.
    public static Layout of(String root) {
        return new Layout(root, StoreDir.DEFAULT, Path.of(root + "/nix/store"),
                Path.of(root + "/nix/var/nix"),
                Path.of(root + "/nix/var/log/nix"));
    }

    /// Where an object is.
    public Path real(StorePath path) {
        return realStore.resolve(path.baseName());
    }

    /// The deduplicated files, by hash.
    public Path links() {
        return realStore.resolve(".links");
    }

    public Path databaseDir() {
        return state.resolve("db");
    }

    public Path tempRoots() {
        return state.resolve("temproots");
    }

    public Path gcRoots() {
        return state.resolve("gcroots");
    }

    public Path profiles() {
        return state.resolve("profiles");
    }

    public Path gcLock() {
        return state.resolve("gc.lock");
    }

    public Path gcSocket() {
        return state.resolve("gc-socket").resolve("socket");
    }
}
