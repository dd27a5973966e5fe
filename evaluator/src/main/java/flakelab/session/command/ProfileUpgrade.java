package flakelab.session.command;

import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Wanted;
import flakelab.store.local.Profile;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/// `nix profile upgrade` (CppNix `src/nix/profile.cc`).
public record ProfileUpgrade(UserProfile profile, ProfileMatch which, Locking locking,
        BuildLines.Style logs) implements Job {
    /// A package as its flake has it now.
    private record Newer(ProfileElement old, ProfileElement.Source source, List<Wanted> wanted) {}

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Profile target = profile.open(state, console);
        ProfileManifest manifest = ProfileManifest.read(state, target.link());
        SortedSet<String> names = which.names(state, console, manifest);
        if (names.isEmpty()) {
            ProfileMatch.warn(console, "No packages to upgrade."
                    + " Use 'nix profile list' to see the current profile.");
            return;
        }
        Map<String, Newer> newer = new LinkedHashMap<>();
        boolean any = false;
        for (String name : names) {
            ProfileElement element = Optional.ofNullable(manifest.elements().get(name)).orElseThrow();
            Optional<ProfileElement.Source> source = upgradable(state, console, element);
            any |= source.isPresent();
            source.flatMap(from -> newer(state, console, element, from))
                .ifPresent(found -> newer.put(name, found));
        }
        if (!any) {
            ProfileMatch.warn(console, "Found some packages but none of them could be upgraded.");
            return;
        }
        List<Wanted> wanted = new ArrayList<>();
        newer.values().forEach(each -> wanted.addAll(each.wanted()));
        state.world().builds().build(wanted, new BuildLines(console, logs));
        newer.forEach((name, each) -> manifest.elements()
            .put(name, each.old().with(ProfileAdd.paths(state, each.wanted()), each.source())));
        target.update(manifest.build(state, console));
    }

    private static Optional<ProfileElement.Source> upgradable(State state, Console console,
            ProfileElement element) {
        String found = "Found package '" + Latin1.toUnicode(element.identifier()) + "', but it was ";
        if (element.source().isEmpty()) {
            ProfileMatch.warn(console, found
                    + "not added from a flake, so it can't be checked for upgrades!");
            return Optional.empty();
        }
        if (element.source().get().original().input().isLocked(state.world().fetchers().settings())) {
            ProfileMatch.warn(console, found
                    + "added from a locked flake reference so it can't be upgraded!");
            return Optional.empty();
        }
        return element.source();
    }

    /// What the flake has now, if that is something else.
    private Optional<Newer> newer(State state, Console console, ProfileElement element,
            ProfileElement.Source from) {
        Installables plain = new Installables(Optional.empty(), Optional.empty(), locking);
        Installables.Found.Evaluated found = plain.ofFlake(state, from.original(), from.outputs(),
                List.of(from.attribute()));
        var locked = found.flake().orElseThrow().flake().locked();
        if (locked.input().isLocked(state.world().fetchers().settings())
                && locked.equals(from.locked())) {
            return Optional.empty();
        }
        console.err(Latin1.toUnicode("upgrading '" + from.attribute() + "' from flake '"
                + from.locked() + "' to '" + locked + "'\n"));
        return Optional.of(new Newer(element,
                new ProfileElement.Source(from.original(), locked, found.what(), from.outputs()),
                plain.wanted(state, found)));
    }
}
