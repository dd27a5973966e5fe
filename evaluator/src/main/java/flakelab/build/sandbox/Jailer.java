package flakelab.build.sandbox;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import flakelab.build.Launcher.Jail;
import flakelab.build.Launcher.Job;
import flakelab.nar.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Furnishes a sandbox's root and writes bubblewrap's options for it (CppNix `chroot-derivation-builder.cc`,
/// `linux-derivation-builder.cc`).
///
/// What the builder sees: the closure of its inputs, read-only, in a store it may add to; its build directory; `/tmp`;
/// a shell; `/proc`, a minimal `/dev`; `/etc` with a passwd, a group and a hosts file; for a fixed output also the
/// network and how to find hosts in it.
final class Jailer {
    private final Job job;
    private final Jail jail;
    private final Namespaces namespaces;
    private final SandboxPaths paths;
    private final Optional<Path> certificates;
    private final boolean together;
    private final List<String> options = new ArrayList<>();
    private final StringBuilder table = new StringBuilder();

    /// @param together whether [Mounts] can make many mounts at once
    Jailer(Job job, Jail jail, Namespaces namespaces, SandboxPaths paths,
            Optional<Path> certificates, boolean together) {
        this.job = job;
        this.jail = jail;
        this.namespaces = namespaces;
        this.paths = paths;
        this.certificates = certificates;
        this.together = together && Mounts.areMany(jail.inputs().size());
    }

    /// The mounts to be made before bubblewrap starts, as `mount --all` reads them; empty if there are none.
    String table() {
        return table.toString();
    }

    /// Prepares the root; the options to run bubblewrap with.
    List<String> prepare() throws IOException {
        furnish();
        add("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--bind",
                jail.root().toString(), "/", "--dev",
                "/dev", "--perms", "1777", "--tmpfs", "/dev/shm");
        options.addAll(namespaces.options());
        add("--bind", job.buildDirectory().toString(), jail.buildDirectory());
        for (Map.Entry<String, Path> input : jail.inputs().entrySet()) {
            if (together) {
                place(input.getValue(), input.getKey())
                    .ifPresent(target -> table.append(Mounts.line(input.getValue(), target)));
            } else {
                mount("--ro-bind", input.getValue(), input.getKey());
            }
        }
        for (SandboxPaths.Mount mount : paths.forBuild(jail.hostPaths())) {
            if (!jail.hidden().contains(mount.inside())
                    && !jail.inputs().containsKey(mount.inside())) {
                host(mount);
            }
        }
        if (jail.network()) {
            network();
        } else {
            add("--unshare-net");
        }
        add("--chdir", jail.buildDirectory());
        Files.setPosixFilePermissions(inside("/etc"), PosixFilePermissions.fromString("r-xr-xr-x"));
        return options;
    }

    private void furnish() throws IOException {
        directory("/tmp", "rwxrwxrwx");
        directory(jail.storeDirectory(), "rwxrwxr-x");
        directory("/etc", "rwxr-xr-x");
        Files.createDirectories(inside(jail.buildDirectory()));
        int uid = namespaces.user() ? 1000 : owner("unix:uid");
        int gid = namespaces.user() ? 100 : owner("unix:gid");
        Files.writeString(inside("/etc/passwd"), """
                root:x:0:0:Nix build user:%3$s:/noshell
                nixbld:x:%1$d:%2$d:Nix build user:%3$s:/noshell
                nobody:x:65534:65534:Nobody:/:/noshell
                """.formatted(uid, gid, jail.buildDirectory()));
        Files.writeString(inside("/etc/group"), """
                root:x:0:
                nixbld:!:%d:
                nogroup:x:65534:
                """.formatted(gid));
        if (!jail.network()) {
            Files.writeString(inside("/etc/hosts"), "127.0.0.1 localhost\n::1 localhost\n");
        }
    }

    private int owner(String attribute) throws IOException {
        return (Integer) Files.getAttribute(jail.root(), attribute);
    }

    private void directory(String path, String permissions) throws IOException {
        Files.createDirectories(inside(path));
        Files.setPosixFilePermissions(inside(path), PosixFilePermissions.fromString(permissions));
    }

    private Path inside(String path) {
        return jail.root().resolve(path.substring(1));
    }

    private void host(SandboxPaths.Mount mount) throws IOException {
        if (!Files.exists(mount.outside(), NOFOLLOW_LINKS)) {
            if (mount.optional()) {
                return;
            }
            throw new IOException("sandbox path " + mount.outside() + " does not exist");
        }
        String how = mount.inside().startsWith("/dev/")
                ? "--dev-bind"
                : mount.readOnly() ? "--ro-bind" : "--bind";
        mount(how, mount.outside(), mount.inside());
    }

    /// Makes a place of this machine visible.
    private void mount(String how, Path outside, String path) throws IOException {
        if (place(outside, path).isPresent()) {
            add(how, FileNames.latin1(outside), path);
        }
    }

    /// Makes what a place of this machine is to be mounted on; links cannot be mounted and are copied instead.
    private Optional<Path> place(Path outside, String path) throws IOException {
        Path target = FileNames.child(jail.root(), path.substring(1));
        Files.createDirectories(target.getParent());
        if (Files.isSymbolicLink(outside)) {
            FileNames.createLink(target, FileNames.readLink(outside));
            return Optional.empty();
        }
        if (Files.isDirectory(outside)) {
            Files.createDirectories(target);
        } else if (!Files.exists(target)) {
            Files.createFile(target);
        }
        return Optional.of(target);
    }

    private void network() throws IOException {
        Files.writeString(inside("/etc/nsswitch.conf"), "hosts: files dns\nservices: files\n");
        for (String path : List.of("/etc/resolv.conf", "/etc/services", "/etc/hosts")) {
            if (Files.exists(Path.of(path))) {
                mount("--ro-bind", Path.of(path).toRealPath(), path);
            }
        }
        if (certificates.isPresent() && Files.exists(certificates.get())) {
            mount("--ro-bind", certificates.get().toRealPath(),
                    "/etc/ssl/certs/ca-certificates.crt");
        }
    }

    private void add(String... words) {
        options.addAll(List.of(words));
    }
}
