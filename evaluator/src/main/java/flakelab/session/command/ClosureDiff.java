package flakelab.session.command;

import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Packages and versions that came, went or changed between two closures (CppNix `src/nix/diff-closures.cc`).
final class ClosureDiff {
    private static final long SHOWN_FROM = 8 * 1024;
    /// The output's name, as far as it can be told from a part of the version.
    private static final Pattern OUTPUT = Pattern.compile("(.*)-([a-z]+|lib32|lib64)");
    /// A dash and what is no letter begin the version (CppNix `DrvName`).
    private static final Pattern VERSION = Pattern.compile("-(?=[^a-zA-Z])");

    private ClosureDiff() {}

    /// A line for each package that changed.
    static List<String> lines(Store store, StorePath before, StorePath after) {
        var old = closure(store, before);
        var now = closure(store, after);
        SortedSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            String change = change(store, old.getOrDefault(name, new TreeMap<>()),
                    now.getOrDefault(name, new TreeMap<>()));
            if (!change.isEmpty()) {
                lines.add(name + ": " + change);
            }
        }
        return lines;
    }

    /// Paths of a closure by name, then version.
    private static SortedMap<String, SortedMap<String, Set<StorePath>>> closure(Store store,
            StorePath top) {
        SortedMap<String, SortedMap<String, Set<StorePath>>> grouped = new TreeMap<>();
        for (StorePath path : store.closure(List.of(top))) {
            Matcher output = OUTPUT.matcher(path.name());
            String whole = output.matches() ? output.group(1) : path.name();
            Matcher version = VERSION.matcher(whole);
            boolean has = version.find();
            grouped
                .computeIfAbsent(has ? whole.substring(0, version.start()) : whole,
                        _ -> new TreeMap<>())
                .computeIfAbsent(has ? whole.substring(version.end()) : "", _ -> new TreeSet<>())
                .add(path);
        }
        return grouped;
    }

    private static String change(Store store, SortedMap<String, Set<StorePath>> old,
            SortedMap<String, Set<StorePath>> now) {
        SortedSet<String> removed = new TreeSet<>(old.keySet());
        removed.removeAll(now.keySet());
        SortedSet<String> added = new TreeSet<>(now.keySet());
        added.removeAll(old.keySet());
        List<String> items = new ArrayList<>();
        if (!removed.isEmpty() || !added.isEmpty()) {
            items.add(versions(removed) + Latin1.ofUnicode(" → ") + versions(added));
        }
        long growth = size(store, now.values()) - size(store, old.values());
        if (Math.abs(growth) >= SHOWN_FROM) {
            items.add((growth > 0 ? "\u001b[31;1m" : "\u001b[32;1m") + Sizes.human(growth, false)
                    + "\u001b[0m");
        }
        return String.join(", ", items);
    }

    private static long size(Store store, Collection<Set<StorePath>> versions) {
        return versions.stream()
            .flatMap(Set::stream)
            .mapToLong(path -> store.require(path).narSize())
            .sum();
    }

    /// Versions as a person reads them; a package may have none.
    static String versions(SortedSet<String> versions) {
        if (versions.isEmpty()) {
            return Latin1.ofUnicode("∅");
        }
        SortedSet<String> shown = new TreeSet<>();
        versions.forEach(version -> shown
            .add(version.isEmpty() ? Latin1.ofUnicode("ε") : version));
        return String.join(", ", shown);
    }
}
