package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.local.Profile;
import flakelab.text.Emphasis;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `nix profile rollback` and `wipe-history` (CppNix `src/nix/profile.cc`).
///
/// @param dryRun only say what would be done
public record ProfileVersions(UserProfile profile, Change change, boolean dryRun) implements Job {
    /// What happens to a profile's versions.
    public sealed interface Change {
        /// @param version empty: the one before the current
        record RollBack(Optional<Long> version) implements Change {}

        /// @param age how long not in use, such as `30d`; empty: all but the current
        record Wipe(Optional<String> age) implements Change {}
    }

    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,8})d");

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Profile target = profile.open(state, console);
        switch (change) {
            case Change.RollBack(Optional<Long> version) -> target.rollBack(version, dryRun);
            case Change.Wipe(Optional<String> age) -> {
                if (age.isPresent()) {
                    target.deleteOlderThan(Instant.now().minus(days(age.get())), dryRun);
                } else {
                    target.deleteOld(dryRun);
                }
            }
        }
    }

    private static Duration days(String text) {
        if (!text.endsWith("d")) {
            throw SessionErrors.usage(Emphasis.format(
                    "invalid number of days specifier '%s', expected something like '14d'", text));
        }
        Matcher days = DAYS.matcher(text);
        if (!days.matches()) {
            throw SessionErrors
                .usage(Emphasis.format("invalid number of days specifier '%s'", text));
        }
        return Duration.ofDays(Long.parseLong(days.group(1)));
    }
}
