package flakelab.session;

import static flakelab.session.Setting.choice;
import static flakelab.session.Setting.flag;
import static flakelab.session.Setting.map;
import static flakelab.session.Setting.number;
import static flakelab.session.Setting.set;
import static flakelab.session.Setting.text;
import static flakelab.session.Setting.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every setting there is: the table of CppNix 2.34 (`nix config show`), with CppNix's names, older names and defaults.
///
/// A setting marked "Accepted, without effect." exists so that a `nix.conf` written for Nix is understood.
public final class StandardSettings {
    private static final List<Setting<?>> ALL = new ArrayList<>(128);
    private static final String INERT = "Accepted, without effect.";

    // Language.
    public static final Setting<List<String>> EXPERIMENTAL_FEATURES = add(
            set("experimental-features", List.of(),
                    "Experimental features to enable; `flakes` brings `fetch-tree` along."));
    public static final Setting<Boolean> PURE_EVAL = add(flag("pure-eval", false,
            "Let an expression depend only on its text and on inputs named by hash: no `builtins.currentSystem`, no `NIX_PATH`, no unlocked fetching, no files outside the store."));
    public static final Setting<Boolean> RESTRICT_EVAL = add(flag("restrict-eval", false,
            "Let an expression read only what the search path and `allowed-uris` name."));
    public static final Setting<List<String>> ALLOWED_URIS = add(words("allowed-uris", List.of(),
            "URI prefixes that may be fetched although evaluation is restricted."));
    public static final Setting<List<String>> NIX_PATH = add(words("nix-path", List.of(),
            "Search path of `<name>`; the variable `NIX_PATH` replaces it."));
    public static final Setting<String> EVAL_SYSTEM = add(text("eval-system", "",
            "What `builtins.currentSystem` says; empty: the value of `system`."));
    public static final Setting<Boolean> IMPORT_FROM_DERIVATION = add(
            flag("allow-import-from-derivation", true,
                    "Build during evaluation what an expression reads."));
    public static final Setting<Boolean> TRACE_IMPORT_FROM_DERIVATION = add(
            flag("trace-import-from-derivation", false,
                    "Warn at each build started by evaluation."));
    public static final Setting<Boolean> SHOW_TRACE = add(
            flag("show-trace", false, "Show all of an error's trace."));
    public static final Setting<Boolean> TRACE_VERBOSE = add(
            flag("trace-verbose", false, "Let `builtins.traceVerbose` print."));
    public static final Setting<Boolean> ABORT_ON_WARN = add(
            flag("abort-on-warn", false, "Make `builtins.warn` an error."));
    public static final Setting<Long> MAX_CALL_DEPTH = add(
            number("max-call-depth", 10000, "How deep function calls may nest."));
    public static final Setting<Long> EVAL_CORES = add(
            number("eval-cores", 0, "How many threads may evaluate; `0` means one per core."));
    public static final Setting<String> LINT_URL_LITERALS = add(choice("lint-url-literals",
            "ignore", List.of("ignore", "warn", "fatal"), "What to do about unquoted URLs."));
    public static final Setting<String> LINT_SHORT_PATHS = add(
            choice("lint-short-path-literals", "ignore", List.of("ignore", "warn", "fatal"),
                    "What to do about relative paths that start without `./`."));
    public static final Setting<Boolean> WARN_SHORT_PATHS = add(
            flag("warn-short-path-literals", false,
                    "Older way to say `lint-short-path-literals = warn`."));
    public static final Setting<String> LINT_ABSOLUTE_PATHS = add(
            choice("lint-absolute-path-literals", "ignore", List.of("ignore", "warn", "fatal"),
                    "What to do about absolute and home paths."));
    public static final Setting<Boolean> TRACE_FUNCTION_CALLS = add(
            flag("trace-function-calls", false, "Say when each function call begins and ends."));
    public static final Setting<Boolean> EVAL_CACHE = add(flag("eval-cache", true, INERT));
    public static final Setting<Boolean> IGNORE_TRY = add(flag("ignore-try", false, INERT));

    // Flakes and fetching.
    public static final Setting<String> FLAKE_REGISTRY = add(text("flake-registry",
            "https://channels.nixos.org/flake-registry.json",
            "The global flake registry; empty: none.")
        .needing("flakes"));
    public static final Setting<Boolean> USE_REGISTRIES = add(
            flag("use-registries", true, "Look indirect flake references up in registries.")
                .needing(
                        "flakes"));
    public static final Setting<Boolean> ACCEPT_FLAKE_CONFIG = add(
            flag("accept-flake-config", false,
                    "Take a flake's `nixConfig` without asking.")
                .needing("flakes"));
    public static final Setting<Boolean> ALLOW_DIRTY = add(
            flag("allow-dirty", true, "Allow Git trees with uncommitted changes."));
    public static final Setting<Boolean> ALLOW_DIRTY_LOCKS = add(
            flag("allow-dirty-locks", false,
                    "Lock inputs that are dirty Git trees.")
                .needing("flakes"));
    public static final Setting<Boolean> WARN_DIRTY = add(
            flag("warn-dirty", true, "Warn about Git trees with uncommitted changes."));
    public static final Setting<String> COMMIT_LOCK_FILE_SUMMARY = add(
            text("commit-lock-file-summary", "",
                    "Summary line of the commit of a lock file.")
                .needing("flakes")
                .alias(
                        "commit-lockfile-summary"));
    public static final Setting<Map<String, String>> ACCESS_TOKENS = add(
            map("access-tokens", "Tokens for hosts: `github.com=… gitlab.com=PAT:…`."));
    public static final Setting<Long> TARBALL_TTL = add(
            number("tarball-ttl", 3600, "Seconds a fetched archive or branch stays fresh."));
    public static final Setting<Boolean> TRUST_FORGE_TARBALLS = add(
            flag("trust-tarballs-from-git-forges", true,
                    "Take a forge's archive of a revision as locked without a hash of its own."));
    public static final Setting<String> NETRC_FILE = add(
            text("netrc-file", "/etc/nix/netrc", "Names and passwords for hosts."));
    public static final Setting<String> SSL_CERT_FILE = add(
            text("ssl-cert-file", "", "Certificates to trust, in PEM form."));
    public static final Setting<Long> CONNECT_TIMEOUT = add(
            number("connect-timeout", 15, "Seconds to wait for a connection."));
    public static final Setting<Long> STALLED_DOWNLOAD_TIMEOUT = add(
            number("stalled-download-timeout", 300,
                    "Seconds without data after which a download is given up."));
    public static final Setting<Long> DOWNLOAD_ATTEMPTS = add(
            number("download-attempts", 5, "How often a download is tried."));
    public static final Setting<Long> HTTP_CONNECTIONS = add(
            number("http-connections", 25, "Parallel downloads; 0: no limit.").alias(
                    "binary-caches-parallel-connections"));
    public static final Setting<Boolean> HTTP2 = add(flag("http2", true, "Use HTTP/2."));
    public static final Setting<String> USER_AGENT_SUFFIX = add(
            text("user-agent-suffix", "", "Added to the user agent of downloads."));

    // Stores and caches.
    public static final Setting<String> STORE = add(text("store", "auto",
            "The store: `auto`, `daemon`, `local`, a path or a store URL."));
    public static final Setting<List<String>> SUBSTITUTERS = add(
            words("substituters", List.of("https://cache.nixos.org/"),
                    "Stores to copy ready paths from.")
                .alias("binary-caches"));
    public static final Setting<List<String>> TRUSTED_SUBSTITUTERS = add(
            set("trusted-substituters", List.of(), INERT).alias("trusted-binary-caches"));
    public static final Setting<List<String>> TRUSTED_PUBLIC_KEYS = add(words(
            "trusted-public-keys",
            List.of("cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="),
            "Keys whose signatures make a substituted path trusted.")
        .alias(
                "binary-cache-public-keys"));
    public static final Setting<List<String>> SECRET_KEY_FILES = add(
            words("secret-key-files", List.of(), "Keys to sign locally built paths with."));
    public static final Setting<Boolean> REQUIRE_SIGS = add(
            flag("require-sigs", true, "Take only signed paths from caches."));
    public static final Setting<Boolean> SUBSTITUTE = add(
            flag("substitute", true, "Copy ready paths instead of building.").alias(
                    "build-use-substitutes"));
    public static final Setting<Boolean> ALWAYS_ALLOW_SUBSTITUTES = add(
            flag("always-allow-substitutes", false,
                    "Substitute also where a derivation says `allowSubstitutes = false`."));
    public static final Setting<Long> MAX_SUBSTITUTION_JOBS = add(
            number("max-substitution-jobs", 16, "Parallel copies from caches.").alias(
                    "substitution-max-jobs"));
    public static final Setting<Long> NARINFO_NEGATIVE_TTL = add(
            number("narinfo-cache-negative-ttl", 3600,
                    "Seconds for which a cache's \"no\" is remembered."));
    public static final Setting<Long> NARINFO_POSITIVE_TTL = add(
            number("narinfo-cache-positive-ttl", 2592000,
                    "Seconds for which a cache's \"yes\" is remembered."));
    public static final Setting<Boolean> KEEP_OUTPUTS = add(
            flag("keep-outputs", false, "Garbage collection keeps outputs of live derivations.")
                .alias(
                        "gc-keep-outputs"));
    public static final Setting<Boolean> KEEP_DERIVATIONS = add(
            flag("keep-derivations", true,
                    "Garbage collection keeps derivations of live outputs.")
                .alias(
                        "gc-keep-derivations"));
    public static final Setting<Boolean> AUTO_OPTIMISE_STORE = add(
            flag("auto-optimise-store", false, "Hard-link equal files of the store."));
    public static final Setting<Boolean> FSYNC_METADATA = add(
            flag("fsync-metadata", true, "Flush the store's database to disk at each commit."));
    public static final Setting<Boolean> FSYNC_STORE_PATHS = add(
            flag("fsync-store-paths", false, "Flush new store objects to disk."));
    public static final Setting<Boolean> USE_SQLITE_WAL = add(
            flag("use-sqlite-wal", true, "Write-ahead logging in the store's database."));
    public static final Setting<Boolean> USE_XDG = add(flag("use-xdg-base-directories", false,
            "Keep per-user files below XDG directories instead of `~/.nix-…`."));

    // Builds.
    public static final Setting<String> SYSTEM = add(
            text("system", hostSystem(), "The system builds run on, such as `x86_64-linux`."));
    public static final Setting<List<String>> EXTRA_PLATFORMS = add(
            set("extra-platforms", List.of(), "Other systems this machine can build for."));
    public static final Setting<List<String>> SYSTEM_FEATURES = add(
            set("system-features", List.of("benchmark", "big-parallel", "nixos-test", "uid-range"),
                    "Features of this machine derivations may ask for."));
    public static final Setting<String> MAX_JOBS = add(
            text("max-jobs", "1", "Parallel builds; `auto`: one for each core.").alias(
                    "build-max-jobs"));
    public static final Setting<Long> CORES = add(
            number("cores", 0, "Cores one build may use; 0: all.").alias("build-cores"));
    public static final Setting<String> SANDBOX = add(choice("sandbox", "true",
            List.of("true", "relaxed", "false"),
            "Build in a sandbox; `relaxed` lets derivations with `__noChroot` out.")
        .alias(
                "build-use-chroot", "build-use-sandbox"));
    public static final Setting<Boolean> SANDBOX_FALLBACK = add(flag("sandbox-fallback", true,
            "Build without a sandbox where the kernel allows none."));
    public static final Setting<List<String>> SANDBOX_PATHS = add(
            words("sandbox-paths", List.of(),
                    "Paths of the host a sandbox shows: `inside=outside`.")
                .alias(
                        "build-chroot-dirs", "build-sandbox-paths"));
    public static final Setting<String> SANDBOX_BUILD_DIR = add(
            text("sandbox-build-dir", "/build", "The build directory inside a sandbox."));
    public static final Setting<String> SANDBOX_DEV_SHM_SIZE = add(
            text("sandbox-dev-shm-size", "50%", "Size of `/dev/shm` inside a sandbox."));
    public static final Setting<String> BUILD_DIR = add(
            text("build-dir", "", "Where build directories are made."));
    public static final Setting<Boolean> KEEP_FAILED = add(
            flag("keep-failed", false, "Keep directories of failed builds."));
    public static final Setting<Boolean> KEEP_GOING = add(
            flag("keep-going", false, "Build what else can be built after a failure."));
    public static final Setting<Boolean> FALLBACK = add(
            flag("fallback", false, "Build where copying from a cache fails.").alias(
                    "build-fallback"));
    public static final Setting<Long> TIMEOUT = add(
            number("timeout", 0, "Seconds a build may take; 0: no limit.").alias("build-timeout"));
    public static final Setting<Long> MAX_SILENT_TIME = add(
            number("max-silent-time", 0, "Seconds a build may be silent; 0: no limit.").alias(
                    "build-max-silent-time"));
    public static final Setting<Long> MAX_BUILD_LOG_SIZE = add(
            number("max-build-log-size", 0, "Bytes a build may print; 0: no limit.").alias(
                    "build-max-log-size"));
    public static final Setting<Boolean> KEEP_BUILD_LOG = add(
            flag("keep-build-log", true, "Keep build logs.").alias("build-keep-log"));
    public static final Setting<Boolean> COMPRESS_BUILD_LOG = add(
            flag("compress-build-log", true, "Compress build logs.").alias("build-compress-log"));
    public static final Setting<Long> LOG_LINES = add(
            number("log-lines", 25, "Lines of a failed build's log an error shows."));
    public static final Setting<List<String>> HASHED_MIRRORS = add(
            words("hashed-mirrors", List.of(), "Mirrors asked by hash before a URL."));
    public static final Setting<String> POST_BUILD_HOOK = add(
            text("post-build-hook", "", "A program run after each build."));
    public static final Setting<String> PRE_BUILD_HOOK = add(text("pre-build-hook", "", INERT));
    public static final Setting<String> BUILDERS = add(
            text("builders", "@/etc/nix/machines", "Machines to build on, used by the daemon."));
    public static final Setting<String> BUILD_USERS_GROUP = add(
            text("build-users-group", "", "Used by the daemon."));
    public static final Setting<Map<String, String>> IMPURE_ENV = add(
            map("impure-env", "Variables builders see: `NAME=value`.").needing(
                    "configurable-impure-env"));
    public static final Setting<Boolean> PRINT_MISSING = add(
            flag("print-missing", true, "Say what will be built and fetched."));

    // Shells.
    public static final Setting<String> BASH_PROMPT = add(
            text("bash-prompt", "", "The prompt of `nix develop` shells."));
    public static final Setting<String> BASH_PROMPT_PREFIX = add(text("bash-prompt-prefix", "",
            "What is put before the prompt of `nix develop` shells."));
    public static final Setting<String> BASH_PROMPT_SUFFIX = add(text("bash-prompt-suffix", "",
            "What is put behind the prompt of `nix develop` shells."));
    public static final Setting<Boolean> SHELL_LOOKS_FOR_SHELL_NIX = add(
            flag("nix-shell-always-looks-for-shell-nix", true,
                    "Let `nix-shell DIRECTORY` prefer `shell.nix` to `default.nix`."));
    public static final Setting<Boolean> SHEBANG_RELATIVE_TO_SCRIPT = add(
            flag("nix-shell-shebang-arguments-relative-to-script", true,
                    "Let paths in the first lines of a `nix-shell` script start from the script."));

    static {
        for (String name : List.of("allow-new-privileges", "allow-symlinked-store",
                "allow-unsafe-native-code-during-evaluation", "builders-use-substitutes",
                "debugger-on-trace", "debugger-on-warn",
                "keep-env-derivations", "preallocate-contents",
                "require-drop-supplementary-groups", "run-diff-hook", "sync-before-registering",
                "use-case-hack", "use-cgroups")) {
            add(flag(name, false, INERT));
        }
        add(flag("filter-syscalls", true, INERT));
        add(flag("impersonate-linux-26", false, INERT).alias("build-impersonate-linux-26"));
        add(flag("auto-allocate-uids", false, INERT).needing("auto-allocate-uids"));
        for (String name : List.of("build-poll-interval", "download-buffer-size", "download-speed",
                "eval-attrset-update-layer-rhs-threshold", "eval-profiler-frequency",
                "gc-reserved-space", "id-count", "max-free", "min-free", "min-free-check-interval",
                "nar-buffer-size", "narinfo-cache-meta-ttl", "start-id",
                "warn-large-path-threshold")) {
            add(number(name, 0, INERT));
        }
        for (String name : List.of("diff-hook", "eval-profile-file", "eval-profiler", "external-builders",
                "json-log-path", "upgrade-nix-store-path-url")) {
            add(text(name, "", INERT));
        }
        for (String name : List.of("allowed-impure-host-deps", "allowed-users", "build-hook",
                "ignored-acls", "plugin-files", "trusted-users")) {
            add(words(name, List.of(), INERT));
        }
    }

    private static final Map<String, Setting<?>> BY_NAME = new TreeMap<>();

    static {
        for (Setting<?> setting : ALL) {
            BY_NAME.put(setting.name(), setting);
            setting.aliases().forEach(alias -> BY_NAME.put(alias, setting));
        }
    }

    private StandardSettings() {}

    private static <T> Setting<T> add(Setting<T> setting) {
        ALL.add(setting);
        return setting;
    }

    /// All settings in the order of this table.
    public static List<Setting<?>> all() {
        return List.copyOf(ALL);
    }

    /// Settings by name and older name.
    public static Map<String, Setting<?>> byName() {
        return BY_NAME;
    }

    private static String hostSystem() {
        String arch = System.getProperty("os.arch", "");
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            case "x86", "i386", "i686" -> "i686";
            default -> arch;
        };
        String kernel = System.getProperty("os.name", "").startsWith("Mac") ? "darwin" : "linux";
        return machine + "-" + kernel;
    }
}
