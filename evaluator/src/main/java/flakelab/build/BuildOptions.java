package flakelab.build;

import flakelab.store.BuildMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// How to build: the settings of `nix.conf` that concern builds, with their groups' defaults in static factories.
///
/// @param buildDirectory       where build directories are made: `build-dir`, else `builds` in the state directory
/// @param experimentalFeatures the enabled ones (`ca-derivations` is asked for)
/// @param impureEnvironment    what `impureEnvVars` of fixed-output derivations are taken from
/// @param hook                 what is run after each build
public record BuildOptions(BuildMode mode, Machine machine, Limits limits, Logs logs,
        Confinement confinement,
        Policy policy, Path buildDirectory, Set<String> experimentalFeatures,
        Map<String, String> impureEnvironment, PostBuildHook hook) {

    /// CppNix's defaults for a store whose state (`/nix/var/nix`) and logs (`/nix/var/log/nix`) are in these directories.
    public static BuildOptions of(String system, Path stateDirectory, Path logDirectory) {
        return new BuildOptions(BuildMode.NORMAL, Machine.of(system), Limits.NONE,
                Logs.of(logDirectory),
                Confinement.DEFAULT, Policy.DEFAULT, stateDirectory.resolve("builds"), Set.of(),
                Map.of(), PostBuildHook.NONE);
    }

    public BuildOptions withMode(BuildMode changed) {
        return new BuildOptions(changed, machine, limits, logs, confinement, policy, buildDirectory,
                experimentalFeatures, impureEnvironment, hook);
    }

    public BuildOptions withMachine(Machine changed) {
        return new BuildOptions(mode, changed, limits, logs, confinement, policy, buildDirectory,
                experimentalFeatures, impureEnvironment, hook);
    }

    public BuildOptions withLimits(Limits changed) {
        return new BuildOptions(mode, machine, changed, logs, confinement, policy, buildDirectory,
                experimentalFeatures, impureEnvironment, hook);
    }

    public BuildOptions withLogs(Logs changed) {
        return new BuildOptions(mode, machine, limits, changed, confinement, policy, buildDirectory,
                experimentalFeatures, impureEnvironment, hook);
    }

    public BuildOptions withConfinement(Confinement changed) {
        return new BuildOptions(mode, machine, limits, logs, changed, policy, buildDirectory,
                experimentalFeatures,
                impureEnvironment, hook);
    }

    public BuildOptions withPolicy(Policy changed) {
        return new BuildOptions(mode, machine, limits, logs, confinement, changed, buildDirectory,
                experimentalFeatures, impureEnvironment, hook);
    }

    public BuildOptions withExperimentalFeatures(Set<String> changed) {
        return new BuildOptions(mode, machine, limits, logs, confinement, policy, buildDirectory,
                changed,
                impureEnvironment, hook);
    }

    public BuildOptions withImpureEnvironment(Map<String, String> changed) {
        return new BuildOptions(mode, machine, limits, logs, confinement, policy, buildDirectory,
                experimentalFeatures, changed, hook);
    }

    public BuildOptions withBuildDirectory(Path changed) {
        return new BuildOptions(mode, machine, limits, logs, confinement, policy, changed,
                experimentalFeatures, impureEnvironment, hook);
    }

    public BuildOptions withHook(PostBuildHook changed) {
        return new BuildOptions(mode, machine, limits, logs, confinement, policy, buildDirectory,
                experimentalFeatures, impureEnvironment, changed);
    }

    boolean contentAddressed() {
        return experimentalFeatures.contains("ca-derivations");
    }

    /// What this machine can build: `system`, `extra-platforms`, `system-features`, `max-jobs` (0: nothing here),
    /// `cores` (0: all the machine has).
    public record Machine(String system, Set<String> extraPlatforms, Set<String> features,
            int maxJobs, int cores) {
        public static Machine of(String system) {
            return new Machine(system, Set.of(),
                    Set.of("benchmark", "big-parallel", "nixos-test", "uid-range"), 1, 0);
        }

        boolean runs(String platform) {
            return platform.equals(system) || extraPlatforms.contains(platform);
        }
    }

    /// When a builder is killed: `max-silent-time`, `timeout`, `max-build-log-size` in bytes; zero means never.
    public record Limits(Duration maxSilentTime, Duration timeout, long maxLogSize) {
        public static final Limits NONE = new Limits(Duration.ZERO, Duration.ZERO, 0);
    }

    /// What becomes of logs: `keep-build-log`, `compress-build-log`, and how many lines an error quotes (`log-lines`; none
    /// where lines are shown while they come, as with `--print-build-logs`).
    public record Logs(Path directory, boolean keep, boolean compress, int quotedLines) {
        public static Logs of(Path directory) {
            return new Logs(directory, true, true, 25);
        }
    }

    /// `sandbox`, `sandbox-fallback` and `sandbox-build-dir`.
    public record Confinement(SandboxMode mode, boolean fallback, String buildDirectory) {
        public static final Confinement DEFAULT = new Confinement(SandboxMode.ENABLED, true,
                "/build");
    }

    /// `keep-going`, `keep-failed`, `fallback`, `substitute`, `always-allow-substitutes`.
    public record Policy(boolean keepGoing, boolean keepFailed, boolean fallback,
            boolean substitute,
            boolean alwaysAllowSubstitutes) {
        public static final Policy DEFAULT = new Policy(false, false, false, true, false);
    }
}
