package flakelab.session;

import flakelab.store.DummyStore;
import flakelab.store.Store;
import flakelab.text.Emphasis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Chooses and opens the store a session works with.
///
/// `--store` or the setting `store`, then `NIX_REMOTE`, decide; `auto` means: the store of this machine if we may write
/// it, else the daemon if one listens, else a store of our own in the user's data directory (CppNix `openStore`,
/// `src/libstore/store-registration.cc`).
final class Stores {
    private Stores() {}

    static Store open(Settings settings, Map<String, String> environment) {
        String address = settings.get(StandardSettings.STORE);
        String remote = environment.getOrDefault("NIX_REMOTE", "");
        if (address.equals("auto") && !remote.isEmpty()) {
            address = remote;
        }
        return open(address, settings, environment);
    }

    private static Store open(String address, Settings settings, Map<String, String> environment) {
        return switch (address) {
            case "dummy://" -> new DummyStore();
            default -> throw SessionErrors.error(Emphasis.format("don't know how to open Nix store '%s'", address));
        };
    }

    /// Where a user without a writable Nix store keeps one.
    static Path embeddedRoot(Map<String, String> environment) {
        return Directories.of(environment).data().resolve("flakelab").resolve("root");
    }

    static boolean isWritable(Path path) {
        Path at = path;
        while (!Files.exists(at)) {
            Path parent = at.getParent();
            if (parent == null) {
                return false;
            }
            at = parent;
        }
        return Files.isWritable(at);
    }
}
