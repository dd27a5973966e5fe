package flakelab.session;

import flakelab.derivation.Derivations;
import flakelab.store.DummyStore;
import flakelab.store.SecretKey;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.cache.BinaryCache;
import flakelab.store.cache.CacheOptions;
import flakelab.store.cache.Compression;
import flakelab.store.daemon.Connector;
import flakelab.store.daemon.DaemonOptions;
import flakelab.store.daemon.DaemonStore;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalOptions;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Chooses and opens the store a session works with.
///
/// `--store` or the setting `store`, then `NIX_REMOTE`, decide; `auto` means: the store of this machine if we may write
/// it, else the daemon if one listens, else a store of our own in the user's data directory (CppNix `openStore`,
/// `src/libstore/store-registration.cc`).
final class Stores {
    private Stores() {}

    static Store open(SessionOptions options) {
        return open(address(options), options);
    }

    private static String address(SessionOptions options) {
        return address(options.settings().get(StandardSettings.STORE), options);
    }

    private static String address(String asked, SessionOptions options) {
        String remote = options.environment().getOrDefault("NIX_REMOTE", "");
        return asked.equals("auto") && !remote.isEmpty() ? remote : asked;
    }

    /// The logical directory of the store a session works with, known without opening it.
    static StoreDir dir(SessionOptions options) {
        return dir(StoreAddress.parse(address(options), options.directory()), options);
    }

    private static StoreDir dir(StoreAddress address, SessionOptions options) {
        String usual = options.environment().getOrDefault("NIX_STORE_DIR", "/nix/store");
        return new StoreDir(address.get("store", usual));
    }

    /// Opens the store at an address.
    static Store open(String asked, SessionOptions options) {
        StoreAddress address = StoreAddress.parse(address(asked, options), options.directory());
        StoreDir dir = dir(address, options);
        return switch (address.scheme()) {
            case "auto" -> automatic(address, options);
            case "local" -> local(layout(address, dir, options), address, options);
            case "dummy" -> new DummyStore(dir);
            case "unix" -> daemon(address.place().isEmpty()
                    ? socket(options.environment())
                    : address.path(), dir, options);
            case "ssh-ng" -> new DaemonStore(address.url(), dir,
                    Connector.ssh(address.place(), address.get("remote-program", "nix-daemon")),
                    daemonOptions(options), message -> {});
            case "file" -> BinaryCache.at(address.path()
                .toUri()
                .toString()
                .replaceAll("/*$", "")
                .replaceFirst("^file:/+", "file:///"), cacheOptions(address, dir));
            case "http", "https" -> BinaryCache.at(address.url(), cacheOptions(address, dir));
            case "s3", "ssh" -> throw SessionErrors.error(Emphasis.format(
                    "stores of kind '%s' are not supported: cannot open '%s'", address.scheme(),
                    address.url()));
            default -> throw SessionErrors
                .error(Emphasis.format("don't know how to open Nix store '%s'", address.url()));
        };
    }

    /// Where the parts of a local store are, by what its address says of it: `root`, `store`, `real`, `state`, `log`.
    private static Layout layout(StoreAddress address, StoreDir dir, SessionOptions options) {
        String root = address.place().isEmpty()
                ? address.get("root", "")
                : address.path().toString();
        Layout usual = root.isEmpty() ? system(options.environment()) : Layout.of(root);
        String real = usual.root().isEmpty() ? dir.path() : usual.realStore().toString();
        return new Layout(usual.root(), dir, Path.of(address.get("real", real)),
                Path.of(address.get("state", usual.state().toString())),
                Path.of(address.get("log", usual.logs().toString())));
    }

    /// A store paths are copied from; nothing is ever written to it.
    static Store openSubstituter(String address, SessionOptions options) {
        return open(address, options.withReadOnly(true));
    }

    /// Whether what a substituter offers is taken without signatures.
    static boolean isTrusted(String address, SessionOptions options) {
        return StoreAddress.parse(address, options.directory()).is("trusted");
    }

    /// Whether what is copied into a store must be signed by a trusted key.
    static boolean requiresSignatures(String address, SessionOptions options) {
        return !StoreAddress.parse(address(address, options), options.directory())
            .get("require-sigs", "true")
            .equals("false") && options.settings().get(StandardSettings.REQUIRE_SIGS);
    }

    private static CacheOptions cacheOptions(StoreAddress address, StoreDir dir) {
        List<SecretKey> keys = new ArrayList<>();
        for (String file : (address.get("secret-key", "") + "," + address.get("secret-keys", ""))
            .split(",")) {
            if (!file.isEmpty()) {
                keys.add(secretKey(Path.of(file)));
            }
        }
        try {
            String priority = address.get("priority", "");
            return new CacheOptions(dir, Compression.ofParameter(address.get("compression", "xz")),
                    Integer.parseInt(address.get("compression-level", "-1")),
                    address.is("write-nar-listing"), keys, priority.isEmpty()
                            ? OptionalInt.empty()
                            : OptionalInt.of(Integer.parseInt(priority)));
        } catch (NumberFormatException e) {
            throw SessionErrors.usage(Emphasis.format("setting '%s' has invalid value '%s'",
                    "compression-level", address.get("compression-level", "")));
        }
    }

    /// The keys new objects are signed with.
    static List<SecretKey> secretKeys(SessionOptions options) {
        List<SecretKey> keys = new ArrayList<>();
        for (String file : options.settings().get(StandardSettings.SECRET_KEY_FILES)) {
            keys.add(secretKey(Path.of(file)));
        }
        return keys;
    }

    private static SecretKey secretKey(Path file) {
        try {
            return SecretKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw SessionErrors.error("opening file \"" + file + "\": "
                    + Emphasis.of("No such file or directory"));
        }
    }

    private static Path socket(Map<String, String> environment) {
        String state = environment.getOrDefault("NIX_STATE_DIR", "/nix/var/nix");
        return Path.of(environment.getOrDefault("NIX_DAEMON_SOCKET_PATH",
                state + "/daemon-socket/socket"));
    }

    private static Store daemon(Path socket, StoreDir dir, SessionOptions options) {
        return DaemonStore.unix(socket, dir, daemonOptions(options), message -> {});
    }

    private static DaemonOptions daemonOptions(SessionOptions options) {
        Settings settings = options.settings();
        return new DaemonOptions(settings.get(StandardSettings.KEEP_FAILED),
                settings.get(StandardSettings.KEEP_GOING),
                settings.get(StandardSettings.FALLBACK), 3, settings.maxJobs(),
                Math.toIntExact(settings.get(StandardSettings.MAX_SILENT_TIME)), true,
                Math.toIntExact(settings.get(StandardSettings.CORES)),
                settings.get(StandardSettings.SUBSTITUTE),
                new TreeMap<>());
    }

    private static Store automatic(StoreAddress address, SessionOptions options) {
        Layout system = system(options.environment());
        boolean placed = options.environment().containsKey("NIX_STORE_DIR")
                || options.environment().containsKey("NIX_STATE_DIR");
        if (isWritable(system.state()) && isWritable(system.realStore())) {
            return local(system, address, options);
        }
        Path socket = socket(options.environment());
        if (Files.exists(socket)) {
            return daemon(socket, system.storeDir(), options);
        }
        return local(placed ? system : Layout.of(embeddedRoot(options.environment()).toString()),
                address, options);
    }

    private static Store local(Layout layout, StoreAddress address, SessionOptions options) {
        Settings settings = options.settings();
        return new LocalStore(layout, new LocalOptions(
                options.readOnly() || address.is("read-only"),
                settings.get(StandardSettings.AUTO_OPTIMISE_STORE),
                settings.enabled("ca-derivations"),
                settings.get(StandardSettings.FSYNC_METADATA),
                settings.get(StandardSettings.FSYNC_STORE_PATHS),
                settings.get(StandardSettings.USE_SQLITE_WAL), secretKeys(options)),
                Derivations::knownOutputs);
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
