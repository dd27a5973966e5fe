package flakelab.session.command;

import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.Profile;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix profile add` (CppNix `src/nix/profile.cc`).
///
/// @param priority of the new packages, over their own
public record ProfileAdd(UserProfile profile, Installables source, List<String> installables,
        Optional<Long> priority, BuildLines.Style logs) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Profile target = profile.open(state, console);
        ProfileManifest manifest = ProfileManifest.read(state, target.link());
        List<Installables.Found> found = source.find(state, installables);
        List<Wanted> all = new ArrayList<>();
        found.forEach(each -> all.addAll(source.wanted(state, each)));
        state.world().builds().build(all, new BuildLines(console, logs));
        for (Installables.Found each : found) {
            ProfileElement element = element(state, each);
            String name = element.name();
            if (isThere(manifest, name, element)) {
                ProfileMatch.warn(console, "'" + Latin1.toUnicode(name) + "' is already added");
            } else {
                manifest.add(name, element);
            }
        }
        target.update(manifest.build(state, console));
    }

    private ProfileElement element(State state, Installables.Found found) {
        Optional<ProfileElement.Source> from = Optional.empty();
        long own = ProfileElement.STANDARD_PRIORITY;
        if (found instanceof Installables.Found.Evaluated evaluated
                && evaluated.flake().isPresent()) {
            from = evaluated.flake()
                .map(flake -> new ProfileElement.Source(flake.flake().original(),
                        flake.flake().locked(), evaluated.what(), evaluated.outputs()));
            own = priority(state, evaluated.value());
        }
        return new ProfileElement(paths(state, source.wanted(state, found)), from, true,
                priority.orElse(own));
    }

    /// What was built.
    static SortedSet<StorePath> paths(State state, List<Wanted> wanted) {
        SortedSet<StorePath> paths = new TreeSet<>();
        wanted.forEach(each -> paths.addAll(BuildJob.outputs(state.world().store(), each).values()));
        return paths;
    }

    private static long priority(State state, Value value) {
        if (value instanceof Attrs set && !set.has(Symbol.of("outputSpecified"))
                && set.get(Symbol.of("meta")) instanceof Value meta
                && meta.force(Positions.NONE) instanceof Attrs facts
                && facts.get(Symbol.of("priority")) instanceof Value number) {
            return state.evaluator()
                .forceInt(number, Positions.NONE, "while evaluating the priority of a package");
        }
        return ProfileElement.STANDARD_PRIORITY;
    }

    private static boolean isThere(ProfileManifest manifest, String name, ProfileElement element) {
        ProfileElement known = manifest.elements().get(name);
        return known != null && known.priority() == element.priority()
                && known.source().isPresent() && element.source().isPresent()
                && known.source().get().original().equals(element.source().get().original())
                && known.source().get().attribute().equals(element.source().get().attribute());
    }
}
