package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The generations of a NixOS: where they are kept, and whether this machine is one.
///
/// @param name `system`, or the name of a profile beside it (`--profile-name`)
/// @param root what `/` stands for: another directory keeps the profile, and is looked at for NixOS, below itself
public record SystemProfile(String name, Path root) {
    /// The profile every NixOS has.
    public static final String STANDARD = "system";

    private static final String OTHERS = "system-profiles";

    /// The profile in the session's store.
    Profile open(State state, Console console) {
        if (!(state.world().store() instanceof LocalStore local)) {
            throw SessionErrors.error("generations of a system are kept by the store of this"
                    + " machine, which '" + state.world().store().uri() + "' is not");
        }
        Path profiles = isElsewhere()
                ? root.resolve("nix/var/nix/profiles")
                : local.layout().profiles();
        Path link = name.equals(STANDARD)
                ? profiles.resolve(STANDARD)
                : profiles.resolve(OTHERS).resolve(name);
        return new Profile(local, link, text -> console.err(text + "\n"));
    }

    private boolean isElsewhere() {
        return !root.equals(Path.of("/"));
    }

    /// Refuses, before anything is touched, what only makes sense on a NixOS and by its administrator.
    ///
    /// @param action what is wanted
    void require(String action) {
        Path mark = root.resolve("etc/NIXOS");
        if (!Files.exists(mark)) {
            throw SessionErrors.error("this machine is not NixOS (there is no '" + FileNames.latin1(mark)
                    + "'), so 'rebuild " + action + "' cannot do anything to it;"
                    + " 'rebuild build' works everywhere");
        }
        if (!isElsewhere() && user() != 0) {
            throw SessionErrors.error("only root may change the system; run 'rebuild " + action
                    + "' by 'sudo'");
        }
    }

    /// The number of the user this process runs as.
    private static int user() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the profile, or one of its generations, leads to in the store.
    static Optional<Path> target(Path link) {
        try {
            return Optional.of(link.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
