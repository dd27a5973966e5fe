package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.session.Verbosity;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Profile;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Deletes old generations of all profiles and then garbage: `nix-collect-garbage -d` (CppNix
/// `src/nix/nix-collect-garbage/nix-collect-garbage.cc`, `src/libstore/profiles.cc`).
///
/// @param olderThan keep what was made later, such as `30d`; empty: keep only current generations
public record OldGenerations(Optional<String> olderThan, boolean dryRun,
        CollectGarbage then) implements Job {
    private static final Pattern AGE = Pattern.compile("([0-9]+)d");

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Optional<Instant> limit = olderThan.map(OldGenerations::instant);
        LocalStore store = CollectGarbage.local(state.world().store());
        try {
            for (Path directory : state.profileDirectories()) {
                search(store, directory, limit, console);
            }
        } catch (IOException e) {
            throw SessionErrors.error(String.valueOf(e.getMessage()));
        }
        then.run(state, out, console);
    }

    private static Instant instant(String age) {
        if (!age.endsWith("d")) {
            throw SessionErrors.usage(Emphasis.format(
                    "invalid number of days specifier '%s', expected something like '14d'", age));
        }
        Matcher days = AGE.matcher(age);
        if (!days.matches() || Long.parseLong(days.group(1)) < 1) {
            throw SessionErrors
                .usage(Emphasis.format("invalid number of days specifier '%s'", age));
        }
        return Instant.now().minus(Duration.ofDays(Long.parseLong(days.group(1))));
    }

    private void search(LocalStore store, Path directory, Optional<Instant> limit,
            Console console) throws IOException {
        if (!Files.isReadable(directory)) {
            return;
        }
        SortedSet<Path> entries = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            found.forEach(entries::add);
        }
        for (Path entry : entries) {
            if (Files.isSymbolicLink(entry)) {
                String target = Files.readSymbolicLink(entry).toString();
                if (Files.isWritable(directory) && target.contains("link")) {
                    console.log(Verbosity.INFO, "removing old generations of profile " + entry);
                    Profile profile = new Profile(store, entry, line -> console.err(line + "\n"));
                    limit.ifPresentOrElse(time -> profile.deleteOlderThan(time, dryRun),
                            () -> profile.deleteOld(dryRun));
                }
            } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                search(store, entry, limit, console);
            }
        }
    }
}
