package flakelab.session;

import flakelab.derivation.Derivations;
import flakelab.store.DummyStore;
import flakelab.store.SecretKey;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.cache.BinaryCache;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Chooses and opens the store a session works with.
///
/// `--store` or the setting `store`, then `NIX_REMOTE`, decide; `auto` means: the store of this machine if we may write
/// it, else the daemon if one listens, else a store of our own in the user's data directory (CppNix `openStore`,
/// `src/libstore/store-registration.cc`).
final class Stores {
    private Stores() {}

    /// The session's own store. Evaluation that must not write (`--readonly-mode`) knows that itself: sources it
    /// fetches are put into the store all the same, as in CppNix.
    static Store open(SessionOptions options) {
        return open(address(options), options.withReadOnly(false));
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
        String address = address(options);
        return dir(parameters(address.substring(address.indexOf('?') + 1)), options);
    }

    private static StoreDir dir(Map<String, String> parameters, SessionOptions options) {
        String usual = options.environment().getOrDefault("NIX_STORE_DIR", "/nix/store");
        return new StoreDir(parameters.getOrDefault("store", usual));
    }

    /// Opens the store at an address.
    static Store open(String asked, SessionOptions options) {
        String address = address(asked, options);
        int question = address.indexOf('?');
        String place = question < 0 ? address : address.substring(0, question);
        Map<String, String> parameters = parameters(address.substring(question + 1));
        StoreDir dir = dir(parameters, options);
        if (place.startsWith("/")) {
            return local(below(place, dir, parameters), options);
        }
        return switch (place) {
            case "auto", "" -> automatic(options);
            case "local", "local://" -> local(parameters.containsKey("root")
                    ? below(parameters.get("root"), dir, parameters)
                    : placed(system(options.environment()), dir, parameters), options);
            case "daemon", "unix://" -> daemon(socket(options.environment()), options);
            case "dummy://" -> new DummyStore(dir);
            default -> remote(place, options);
        };
    }

    /// The layout of a store of its own below a root.
    private static Layout below(String root, StoreDir dir, Map<String, String> parameters) {
        return placed(Layout.of(root), dir, parameters);
    }

    /// A layout with what an address says of it: `store`, `real`, `state`, `log`.
    private static Layout placed(Layout usual, StoreDir dir, Map<String, String> parameters) {
        String real = usual.root().isEmpty() ? dir.path() : usual.realStore().toString();
        return new Layout(usual.root(), dir, Path.of(parameters.getOrDefault("real", real)),
                Path.of(parameters.getOrDefault("state", usual.state().toString())),
                Path.of(parameters.getOrDefault("log", usual.logs().toString())));
    }

    /// A store paths are copied from; nothing is ever written to it.
    static Store openSubstituter(String address, SessionOptions options) {
        return open(address, options.withReadOnly(true));
    }

    private static Store remote(String place, SessionOptions options) {
        int colon = place.indexOf("://");
        String rest = colon < 0 ? "" : place.substring(colon + 3);
        return switch (colon < 0 ? "" : place.substring(0, colon)) {
            case "unix" -> daemon(Path.of(rest), options);
            case "ssh-ng" -> new DaemonStore(place, Connector.ssh(rest, List.of()),
                    daemonOptions(options), message -> {});
            case "http", "https", "file" -> BinaryCache.at(place);
            default -> throw SessionErrors
                .error(Emphasis.format("don't know how to open Nix store '%s'", place));
        };
    }

    /// `a=1&b=2`.
    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return parameters;
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

    private static Store daemon(Path socket, SessionOptions options) {
        return DaemonStore.unix(socket, daemonOptions(options), message -> {});
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

    private static Store automatic(SessionOptions options) {
        Layout system = system(options.environment());
        boolean placed = options.environment().containsKey("NIX_STORE_DIR")
                || options.environment().containsKey("NIX_STATE_DIR");
        if (isWritable(system.state()) && isWritable(system.realStore())) {
            return local(system, options);
        }
        Path socket = socket(options.environment());
        if (Files.exists(socket)) {
            return daemon(socket, options);
        }
        return local(placed ? system : Layout.of(embeddedRoot(options.environment()).toString()),
                options);
    }

    private static Store local(Layout layout, SessionOptions options) {
        Settings settings = options.settings();
        return new LocalStore(layout, new LocalOptions(options.readOnly(),
                settings.get(StandardSettings.AUTO_OPTIMISE_STORE),
                settings.enabled("ca-derivations"),
                settings.get(StandardSettings.FSYNC_METADATA),
                settings.get(StandardSettings.FSYNC_STORE_PATHS),
                settings.get(StandardSettings.USE_SQLITE_WAL)), Derivations::knownOutputs);
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
