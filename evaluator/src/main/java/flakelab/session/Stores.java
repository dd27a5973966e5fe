package flakelab.session;

import flakelab.derivation.Derivations;
import flakelab.store.DummyStore;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalStore;
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

    static Store open(SessionOptions options) {
        String address = options.settings().get(StandardSettings.STORE);
        String remote = options.environment().getOrDefault("NIX_REMOTE", "");
        return open(address.equals("auto") && !remote.isEmpty() ? remote : address, options);
    }

    private static Store open(String address, SessionOptions options) {
        if (address.startsWith("/")) {
            return local(Layout.of(address), options);
        }
        return switch (address) {
            case "auto" -> automatic(options);
            case "local" -> local(system(options.environment()), options);
            case "dummy://" -> new DummyStore();
            default -> throw SessionErrors.error(Emphasis.format("don't know how to open Nix store '%s'", address));
        };
    }

    private static Store automatic(SessionOptions options) {
        Layout system = system(options.environment());
        return isWritable(system.state()) && isWritable(system.realStore())
                ? local(system, options)
                : local(Layout.of(embeddedRoot(options.environment()).toString()), options);
    }

    private static Store local(Layout layout, SessionOptions options) {
        return new LocalStore(layout, options.readOnly(), Derivations::knownOutputs);
    }

    /// The store of this machine, where the variables of Nix say it is.
    private static Layout system(Map<String, String> environment) {
        String dir = environment.getOrDefault("NIX_STORE_DIR", "/nix/store");
        return new Layout("", new StoreDir(dir), Path.of(dir),
                Path.of(environment.getOrDefault("NIX_STATE_DIR", "/nix/var/nix")),
                Path.of(environment.getOrDefault("NIX_LOG_DIR", "/nix/var/log/nix")));
    }

    /// Where a user without a writable Nix store keeps one.
    static Path embeddedRoot(Map<String, String> environment) {
        return Directories.of(environment).data().resolve("flakelab").resolve("root");
    }

    /// Whether a directory is there and may be written. A machine without Nix is not given a `/nix` unasked.
    private static boolean isWritable(Path directory) {
        return Files.isDirectory(directory) && Files.isWritable(directory);
    }
}
