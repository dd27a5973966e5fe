package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.local.Profile;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// `nix profile list`, `history` and `diff-closures` (CppNix `src/nix/profile.cc`).
///
/// @param pretty print JSON in lines
public record ProfileList(UserProfile profile, View view, boolean json,
        boolean pretty) implements Job {
    /// What is shown of a profile.
    public enum View {
        PACKAGES, HISTORY, CLOSURES
    }

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE
        .withZone(ZoneOffset.UTC);

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Profile target = profile.open(state, console);
        switch (view) {
            case PACKAGES -> packages(state, target, out);
            case HISTORY -> history(state, target, out);
            case CLOSURES -> closures(state, target, out);
        }
    }

    private void packages(State state, Profile target, Consumer<String> out) {
        Store store = state.world().store();
        ProfileManifest manifest = ProfileManifest.read(state, target.link());
        if (json) {
            Object document = manifest.json(store);
            out.accept((pretty ? Json.writeIndented(document) : Json.write(document)) + "\n");
            return;
        }
        out.accept(manifest.elements()
            .entrySet()
            .stream()
            .map(entry -> describe(store, entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n")));
    }

    private static String describe(Store store, String name, ProfileElement element) {
        StringBuilder text = new StringBuilder("Name:               \u001b[1m" + name + "\u001b[0m"
                + (element.active() ? "" : " \u001b[31;1m(inactive)\u001b[0m") + "\n");
        element.source()
            .ifPresent(source -> text.append("Flake attribute:    ")
                .append(source.attribute())
                .append(source.outputs())
                .append("\nOriginal flake URL: ")
                .append(source.original())
                .append("\nLocked flake URL:   ")
                .append(source.locked())
                .append('\n'));
        return text.append("Store paths:        ")
            .append(element.paths()
                .stream()
                .map(store.storeDir()::print)
                .collect(Collectors.joining(" ")))
            .append('\n')
            .toString();
    }

    private static void history(State state, Profile target, Consumer<String> out) {
        long current = target.current().orElse(-1L);
        ProfileManifest before = ProfileManifest.empty();
        Optional<Long> last = Optional.empty();
        for (Profile.Generation each : target.generations()) {
            ProfileManifest manifest = ProfileManifest.read(state, each.path());
            out.accept((last.isPresent() ? "\n" : "") + "Version "
                    + (each.number() == current ? "\u001b[32;1m" : "\u001b[1m") + each.number()
                    + "\u001b[0m (" + DATE.format(each.created()) + ")"
                    + last.map(number -> " <- " + number).orElse("") + ":\n");
            manifest.changesSince(before).forEach(line -> out.accept("  " + line + "\n"));
            before = manifest;
            last = Optional.of(each.number());
        }
    }

    private static void closures(State state, Profile target, Consumer<String> out) {
        Store store = state.world().store();
        Profile.Generation before = null;
        boolean first = true;
        for (Profile.Generation each : target.generations()) {
            if (before != null) {
                out.accept((first ? "" : "\n") + "Version " + before.number() + " -> "
                        + each.number() + ":\n");
                first = false;
                ClosureDiff.lines(store, path(state, before.path()), path(state, each.path()))
                    .forEach(line -> out.accept("  " + line + "\n"));
            }
            before = each;
        }
    }

    private static StorePath path(State state, Path generation) {
        return StorePaths.follow(state, generation.toString());
    }
}
