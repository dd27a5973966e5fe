package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// Which packages of a profile are meant (CppNix `MixProfileElementMatchers`, `src/nix/profile.cc`).
///
/// @param all   every one (`--all`)
/// @param regex patterns for where packages came from (`--regex`)
/// @param words names and store paths
public record ProfileMatch(boolean all, List<String> regex, List<String> words) {
    private record Matcher(String title, BiPredicate<String, ProfileElement> fits) {}

    /// The names of the packages meant; warns of what means none.
    SortedSet<String> names(State state, Console console, ProfileManifest manifest) {
        List<Matcher> matchers = matchers(state);
        if (matchers.isEmpty() && !all) {
            throw SessionErrors.usage("No packages specified.");
        }
        if (all && !matchers.isEmpty()) {
            throw SessionErrors.usage(
                    "--all cannot be used with package names or regular expressions.");
        }
        if (manifest.elements().isEmpty()) {
            warn(console, "There are no packages in the profile.");
            return new TreeSet<>();
        }
        SortedSet<String> found = all ? new TreeSet<>(manifest.elements().keySet()) : new TreeSet<>();
        for (Matcher matcher : matchers) {
            SortedSet<String> fitting = new TreeSet<>();
            manifest.elements().forEach((name, element) -> {
                if (matcher.fits().test(name, element)) {
                    fitting.add(name);
                }
            });
            if (fitting.isEmpty()) {
                warn(console, matcher.title() + " does not match any packages in the profile.");
            }
            found.addAll(fitting);
        }
        return found;
    }

    private List<Matcher> matchers(State state) {
        List<Matcher> matchers = new ArrayList<>();
        for (String text : regex) {
            Pattern pattern = Pattern.compile(Latin1.ofUnicode(text), Pattern.CASE_INSENSITIVE);
            matchers.add(new Matcher("Regex '" + text + "'",
                    (name, element) -> pattern.matcher(element.identifier()).matches()));
        }
        for (String word : words) {
            if (word.matches("[0-9]+")) {
                throw SessionErrors.error(Emphasis
                    .format("'nix profile' no longer supports indices ('%s')", word));
            }
            Optional<StorePath> path = state.world().store().storeDir().maybeParse(word);
            matchers.add(path.isPresent()
                    ? new Matcher("Store path '" + path.get().baseName() + "'",
                            (name, element) -> element.paths().contains(path.get()))
                    : new Matcher("Package name '" + word + "'",
                            (name, element) -> name.equals(Latin1.ofUnicode(word))));
        }
        return matchers;
    }

    static void warn(Console console, String text) {
        console.err("\u001b[35;1mwarning:\u001b[0m " + text + "\n");
    }
}
