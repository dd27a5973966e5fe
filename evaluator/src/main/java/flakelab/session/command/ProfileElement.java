package flakelab.session.command;

import flakelab.builtin.Versions;
import flakelab.fetch.Log;
import flakelab.fetch.Url;
import flakelab.flake.FlakeRef;
import flakelab.flake.OutputsSpec;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A package in a profile (CppNix `ProfileElement`, `src/nix/profile.cc`).
///
/// @param source the flake it came from, if it came from one
record ProfileElement(SortedSet<StorePath> paths, Optional<Source> source, boolean active,
        long priority) {
    /// The priority of packages that say nothing about it.
    static final long STANDARD_PRIORITY = 5;

    private static final String NAME = "([a-zA-Z0-9_-]+)";
    private static final Pattern LAST_ATTRIBUTE = Pattern
        .compile("((?:[a-zA-Z0-9_-]+\\.)*)" + NAME + "(\\^.*)?", Pattern.DOTALL);
    private static final Pattern LAST_SEGMENT = Pattern.compile(".*/" + NAME, Pattern.DOTALL);
    private static final Pattern SECOND_SEGMENT = Pattern
        .compile("[a-zA-Z0-9_-]+/" + NAME + "(?:/.*)?", Pattern.DOTALL);

    /// Where in which flake it was found.
    ///
    /// @param original what was asked for
    /// @param locked   what that was then
    record Source(FlakeRef original, FlakeRef locked, String attribute, OutputsSpec outputs) {
        @Override
        public String toString() {
            return original + "#" + attribute + outputs;
        }
    }

    ProfileElement with(SortedSet<StorePath> otherPaths, Source otherSource) {
        return new ProfileElement(otherPaths, Optional.of(otherSource), active, priority);
    }

    /// How messages call it: where it came from, or the names of its paths.
    String identifier() {
        return source.map(Source::toString).orElseGet(() -> {
            SortedSet<String> names = new TreeSet<>();
            paths.forEach(path -> {
                int dash = Versions.versionDash(path.name());
                names.add(dash < 0 ? path.name() : path.name().substring(0, dash));
            });
            return String.join(", ", names);
        });
    }

    /// What to say to install it again.
    String installables(Store store) {
        return source.map(Source::toString)
            .orElseGet(() -> String.join(" ", paths.stream().map(store.storeDir()::print).toList()));
    }

    /// The versions of its paths, as a person reads them.
    String versions() {
        SortedSet<String> versions = new TreeSet<>();
        paths.forEach(path -> {
            int dash = Versions.versionDash(path.name());
            versions.add(dash < 0 ? "" : path.name().substring(dash + 1));
        });
        return ClosureDiff.versions(versions);
    }

    /// What a profile calls it: the last telling part of where it came from.
    String name() {
        return source.flatMap(from -> name(Url.parseLenient(from.toString(), Log.SILENT)))
            .orElseGet(this::identifier);
    }

    /// CppNix `getNameFromURL` (`src/libflake/url-name.cc`).
    private static Optional<String> name(Url url) {
        Optional<String> directory = url.parameter("dir");
        if (directory.isPresent()) {
            return directory;
        }
        Matcher attribute = LAST_ATTRIBUTE.matcher(url.fragment());
        if (attribute.matches() && !attribute.group(1).equals("defaultPackage.")
                && !attribute.group(2).equals("default")) {
            return Optional.of(attribute.group(2));
        }
        String path = String.join("/", url.path());
        if (List.of("github", "gitlab", "sourcehut").contains(url.scheme())) {
            Matcher repository = SECOND_SEGMENT.matcher(path);
            if (repository.matches()) {
                return Optional.of(repository.group(1));
            }
        }
        Matcher last = LAST_SEGMENT.matcher(path);
        return last.matches() ? Optional.of(last.group(1)) : Optional.empty();
    }
}
