package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.Directories;
import flakelab.session.SessionErrors;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// The profile a user's packages are in (CppNix `MixDefaultProfile`, `getDefaultProfile`, `src/libstore/profiles.cc`).
///
/// @param given another one, if asked for
public record UserProfile(Optional<String> given) {
    private static final String NAME = "profile";

    Profile open(State state, Console console) {
        if (!(state.world().store() instanceof LocalStore local)) {
            throw SessionErrors.error("'--profile' is not supported for this Nix store");
        }
        Path link = given.map(path -> state.directory().resolve(path))
            .orElseGet(() -> standard(state, local));
        return new Profile(local, link, text -> console.err(text + "\n"));
    }

    /// What `~/.nix-profile` leads to, which is made if it is not there.
    private static Path standard(State state, LocalStore store) {
        Directories places = Directories.of(state.options().environment());
        Path ours = places.state().resolve("nix");
        Path link = state.settings().get(StandardSettings.USE_XDG)
                ? ours.resolve(NAME)
                : places.home().resolve(".nix-profile");
        try {
            boolean root = isRoot();
            Path profiles = root
                    ? store.layout().profiles().resolve("per-user/root")
                    : ours.resolve("profiles");
            Files.createDirectories(profiles);
            Files.createDirectories(link.resolveSibling("."));
            linkTo(profiles.resolve(NAME), link);
            if (root) {
                linkTo(profiles.resolve(NAME), store.layout().profiles().resolve("default"));
            }
            return link.resolveSibling(FileNames.path(FileNames.readLink(link))).normalize();
        } catch (IOException e) {
            return link;
        }
    }

    private static void linkTo(Path target, Path link) throws IOException {
        if (!Files.exists(link)) {
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(link);
            }
            Files.createSymbolicLink(link, target);
        }
    }

    private static boolean isRoot() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }
}
