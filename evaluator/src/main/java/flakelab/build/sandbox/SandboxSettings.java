package flakelab.build.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `nix.conf` says about sandboxes.
///
/// @param bubblewrap       the program; empty where there is none
/// @param paths            `sandbox-paths`: `/inside=/outside`, `/same`, a `?` at the end where it may be missing; empty
///                         for the default, a shell as `/bin/sh`
/// @param allowedHostPaths `allowed-impure-host-deps`
/// @param certificates     the bundle fixed-output builders find as `/etc/ssl/certs/ca-certificates.crt`
public record SandboxSettings(Optional<Path> bubblewrap, List<String> paths,
        List<String> allowedHostPaths,
        Optional<Path> certificates) {
    public SandboxSettings {
        paths = List.copyOf(paths);
        allowedHostPaths = List.copyOf(allowedHostPaths);
    }

    /// The defaults, with the `bwrap` found in the directories of a `PATH`.
    public static SandboxSettings of(String searchPath) {
        return new SandboxSettings(find("bwrap", searchPath), List.of(), List.of(),
                Optional.empty());
    }

    private static Optional<Path> find(String program, String searchPath) {
        for (String directory : searchPath.split(":")) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }
}
