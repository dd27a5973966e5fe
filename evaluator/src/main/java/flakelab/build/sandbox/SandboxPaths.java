package flakelab.build.sandbox;

import flakelab.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Places of this machine that builders see: the setting `sandbox-paths`, by default a shell, and what derivations
/// may ask for.
final class SandboxPaths {
    private final List<Mount> always;
    private final List<String> allowed;

    /// A place of this machine in the sandbox.
    record Mount(String inside, Path outside, boolean optional, boolean readOnly) {}

    private SandboxPaths(List<Mount> always, List<String> allowed) {
        this.always = always;
        this.allowed = allowed;
    }

    static SandboxPaths of(SandboxSettings settings) {
        List<Mount> mounts = new ArrayList<>();
        if (settings.paths().isEmpty()) {
            HostShell.mounts()
                .forEach((inside, outside) -> mounts.add(new Mount(inside, outside, false, true)));
        }
        settings.paths().forEach(text -> mounts.add(parse(text)));
        return new SandboxPaths(mounts, settings.allowedHostPaths());
    }

    /// Reads `/inside=/outside?`.
    private static Mount parse(String text) {
        boolean optional = text.endsWith("?");
        String both = optional ? text.substring(0, text.length() - 1) : text;
        int equals = both.indexOf('=');
        return equals < 0
                ? new Mount(both, Path.of(both), optional, false)
                : new Mount(both.substring(0, equals), Path.of(both.substring(equals + 1)),
                        optional, false);
    }

    /// The mounts of a build whose derivation asks for some paths.
    ///
    /// @throws StoreException if it may not have one of them
    List<Mount> forBuild(Set<String> asked) {
        List<Mount> mounts = new ArrayList<>(always);
        for (String path : asked) {
            Path canonical = Path.of(path).normalize();
            if (allowed.stream()
                .noneMatch(prefix -> canonical.startsWith(Path.of(prefix).normalize()))) {
                throw new StoreException(
                        "derivation requested impure path '" + path
                                + "', but it was not in allowed-impure-host-deps");
            }
            mounts.add(new Mount(path, Path.of(path), true, false));
        }
        return mounts;
    }
}
