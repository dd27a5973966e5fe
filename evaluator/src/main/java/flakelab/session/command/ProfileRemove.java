package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.local.Profile;
import flakelab.text.Latin1;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/// `nix profile remove` (CppNix `src/nix/profile.cc`).
public record ProfileRemove(UserProfile profile, ProfileMatch which) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Profile target = profile.open(state, console);
        ProfileManifest manifest = ProfileManifest.read(state, target.link());
        SortedSet<String> names = which.names(state, console, manifest);
        if (names.isEmpty()) {
            ProfileMatch.warn(console, "No packages to remove."
                    + " Use 'nix profile list' to see the current profile.");
            return;
        }
        for (String name : names) {
            Optional.ofNullable(manifest.elements().remove(name))
                .ifPresent(element -> console
                    .err("removing '" + Latin1.toUnicode(element.identifier()) + "'\n"));
        }
        console.err("removed " + names.size() + " packages, kept " + manifest.elements().size()
                + " packages\n");
        target.update(manifest.build(state, console));
    }
}
