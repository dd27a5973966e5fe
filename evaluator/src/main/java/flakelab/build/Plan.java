package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.derivation.InputOutputs;
import flakelab.store.Missing;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What is missing of what is wanted: to build, to fetch, or not to be had (CppNix `Store::queryMissing`,
/// `printMissing`).
///
/// @param order the derivations to build, dependencies first
public record Plan(Missing missing, List<StorePath> order) {

    /// The lines `nix build --dry-run` prints.
    public List<String> lines(StoreDir dir) {
        List<String> lines = new ArrayList<>();
        if (!order.isEmpty()) {
            lines.add(order.size() == 1
                    ? "this derivation will be built:"
                    : "these " + order.size() + " derivations will be built:");
            order.forEach(path -> lines.add("  " + dir.print(path)));
        }
        SortedSet<StorePath> fetched = missing.willSubstitute();
        if (!fetched.isEmpty()) {
            lines.add((fetched.size() == 1 ? "this path" : "these " + fetched.size() + " paths")
                    + " will be fetched (" + size(missing.downloadSize()) + " download, "
                    + size(missing.narSize())
                    + " unpacked):");
            fetched.stream()
                .sorted(Comparator.comparing(StorePath::name)
                    .thenComparing(Comparator.naturalOrder()))
                .forEach(path -> lines.add("  " + dir.print(path)));
        }
        if (!missing.unknown().isEmpty()) {
            lines.add("don't know how to build these paths:");
            missing.unknown().forEach(path -> lines.add("  " + dir.print(path)));
        }
        return lines;
    }

    /// `1.5 MiB`; less than a KiB is still shown in KiB.
    private static String size(long bytes) {
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < 5) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTPE".charAt(unit));
    }

    static Plan of(Workshop workshop, Substitutes substitutes, Realisations realisations,
            Iterable<? extends Wanted> wanted) {
        Search search = new Search(workshop, substitutes, realisations);
        wanted.forEach(search.left::add);
        search.run();
        List<StorePath> order = new ArrayList<>();
        Set<StorePath> seen = new HashSet<>();
        search.build.forEach(path -> search.visit(path, seen, order));
        return new Plan(
                new Missing(search.build, search.fetch, search.unknown, search.downloadSize,
                        search.narSize),
                order);
    }

    private static final class Search {
        private final Workshop workshop;
        private final Substitutes substitutes;
        private final Realisations realisations;
        private final ArrayDeque<Wanted> left = new ArrayDeque<>();
        private final Set<Wanted> done = new HashSet<>();
        private final SortedSet<StorePath> build = new TreeSet<>();
        private final SortedSet<StorePath> fetch = new TreeSet<>();
        private final SortedSet<StorePath> unknown = new TreeSet<>();
        private long downloadSize;
        private long narSize;

        Search(Workshop workshop, Substitutes substitutes, Realisations realisations) {
            this.workshop = workshop;
            this.substitutes = substitutes;
            this.realisations = realisations;
        }

        void run() {
            while (!left.isEmpty()) {
                Wanted next = left.remove();
                if (done.add(next)) {
                    switch (next) {
                        case Wanted.Opaque(StorePath path) -> path(path);
                        case Wanted.Built(StorePath drvPath, SortedSet<String> outputs) ->
                            derivation(drvPath, outputs);
                    }
                }
            }
        }

        private void path(StorePath path) {
            if (workshop.store().isValid(path)) {
                return;
            }
            Optional<Substituter.Offer> offer = substitutes.find(path);
            if (offer.isEmpty()) {
                unknown.add(path);
                return;
            }
            fetch.add(path);
            downloadSize += offer.get().downloadSize();
            narSize += offer.get().info().narSize();
            offer.get()
                .info()
                .references()
                .forEach(reference -> left.add(new Wanted.Opaque(reference)));
        }

        private void derivation(StorePath drvPath, SortedSet<String> wanted) {
            if (!workshop.store().isValid(drvPath)) {
                unknown.add(drvPath);
                return;
            }
            Derivation derivation = realisations.derivation(drvPath);
            Map<String, Optional<StorePath>> outputs = realisations.outputs(drvPath, derivation);
            boolean known = outputs.values().stream().allMatch(Optional::isPresent);
            outputs.forEach((name, path) -> path
                .ifPresent(it -> substitutes.expect(derivation, Map.of(name, it))));
            List<StorePath> invalid = outputs.entrySet()
                .stream()
                .filter(output -> wanted.isEmpty() || wanted.contains(output.getKey()))
                .flatMap(output -> output.getValue().stream())
                .filter(path -> !workshop.store().isValid(path))
                .toList();
            if (known && invalid.isEmpty()) {
                return;
            }
            if (known && substitutes.allowed(derivation)
                    && invalid.stream().allMatch(path -> substitutes.find(path).isPresent())) {
                invalid.forEach(path -> left.add(new Wanted.Opaque(path)));
                return;
            }
            build.add(drvPath);
            derivation.inputDrvs().forEach((input, needed) -> left.add(built(input, needed)));
        }

        private static Wanted built(StorePath input, InputOutputs needed) {
            return new Wanted.Built(input, needed.names());
        }

        void visit(StorePath drvPath, Set<StorePath> seen, List<StorePath> order) {
            if (seen.add(drvPath)) {
                realisations.derivation(drvPath)
                    .inputDrvs()
                    .keySet()
                    .stream()
                    .filter(build::contains)
                    .forEach(input -> visit(input, seen, order));
                order.add(drvPath);
            }
        }
    }
}
