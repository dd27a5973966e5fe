package flakelab.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import flakelab.derivation.Derivation;
import flakelab.nar.FileNames;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `builtin:buildenv`: one tree of symbolic links into several packages (CppNix
/// `src/libstore/builtins/buildenv.cc`).
///
/// Link targets are logical store paths; what they lead to is looked up where the store really is.
public final class EnvironmentBuilder {
    private static final Set<String> LEFT_OUT = Set.of("/propagated-build-inputs", "/nix-support",
            "/perllocal.pod",
            "/info/dir", "/log", "/manifest.nix", "/manifest.json");
    private static final int MAX_LINKS = 40;

    private final Store store;
    private final BuildListener listener;
    private final Map<Path, Integer> priorities = new HashMap<>();
    private final Set<String> done = new HashSet<>();
    private SortedSet<String> postponed = new TreeSet<>();

    public EnvironmentBuilder(Store store, BuildListener listener) {
        this.store = store;
        this.listener = listener;
    }

    /// A package in an environment; of two that have the same file the one with the lower priority number wins.
    public record Package(String path, boolean active, int priority) {}

    void build(Derivation derivation, Path out) throws IOException {
        link(packages(Builtins.required(derivation, "derivations")), out);
        FileNames.createLink(out.resolve("manifest.nix"),
                Builtins.required(derivation, "manifest"));
    }

    /// Makes the tree.
    ///
    /// @throws BuildException.FileConflict if two packages of one priority have the same file
    public void link(List<Package> given, Path out) throws IOException {
        Files.createDirectories(out);
        List<Package> packages = new ArrayList<>(given);
        packages.sort(Comparator.comparingInt(Package::priority).thenComparing(Package::path));
        for (Package each : packages) {
            if (each.active()) {
                add(each.path(), out, each.priority());
            }
        }
        int priority = 1000; // what packages bring with them gives way to what was asked for
        while (!postponed.isEmpty()) {
            SortedSet<String> now = postponed;
            postponed = new TreeSet<>();
            for (String path : now) {
                add(path, out, priority++);
            }
        }
    }

    /// Reads `active priority number-of-outputs output…` again and again.
    private static List<Package> packages(String text) {
        StringTokenizer tokens = new StringTokenizer(text);
        List<Package> packages = new ArrayList<>();
        while (tokens.hasMoreTokens()) {
            boolean active = !tokens.nextToken().equals("false");
            int priority = Integer.parseInt(tokens.nextToken());
            for (int left = Integer.parseInt(tokens.nextToken()); left > 0; left--) {
                packages.add(new Package(tokens.nextToken(), active, priority));
            }
        }
        return packages;
    }

    private void add(String path, Path out, int priority) throws IOException {
        if (!done.add(path)) {
            return;
        }
        link(path, out, priority);
        Path propagated = real(path + "/nix-support/propagated-user-env-packages");
        if (Files.isRegularFile(propagated)) {
            StringTokenizer names = new StringTokenizer(
                    Files.readString(propagated, StandardCharsets.ISO_8859_1), " \n");
            while (names.hasMoreTokens()) {
                String name = names.nextToken();
                if (!done.contains(name)) {
                    postponed.add(name);
                }
            }
        }
    }

    private void link(String source, Path target, int priority) throws IOException {
        Path directory = real(source);
        if (!Files.isDirectory(directory)) {
            listener.notice("warning: not including " + BuildErrors.quoted(source)
                    + " in the user environment because it's not a directory");
            return;
        }
        List<String> names;
        try (Stream<Path> children = Files.list(directory)) {
            names = children.map(FileNames::name)
                .filter(name -> !name.startsWith("."))
                .sorted()
                .toList();
        }
        for (String name : names) {
            entry(source + "/" + name, FileNames.child(target, name), priority);
        }
    }

    private void entry(String source, Path target, int priority) throws IOException {
        Path real = real(source);
        if (!Files.exists(real)) {
            listener
                .notice("warning: skipping dangling symlink '" + FileNames.latin1(target) + "'");
            return;
        }
        if (LEFT_OUT.stream().anyMatch(source::endsWith)) {
            return;
        }
        boolean replaced = Files.isDirectory(real)
                ? mergeDirectory(source, target, priority)
                : replaceFile(source, target, priority);
        if (replaced) {
            FileNames.createLink(target, source);
            priorities.put(target, priority);
        }
    }

    /// Whether the directory is to be linked as a whole; otherwise it was merged with what is there.
    private boolean mergeDirectory(String source, Path target, int priority) throws IOException {
        if (!Files.exists(target, NOFOLLOW_LINKS)) {
            return true;
        }
        if (Files.isSymbolicLink(target)) {
            String before = FileNames.readLink(target);
            if (!Files.isDirectory(real(before))) {
                throw BuildErrors.misc("collision between %s and non-directory %s",
                        BuildErrors.quoted(source),
                        BuildErrors.quoted(before));
            }
            Files.delete(target);
            Files.createDirectory(target);
            link(before, target, priorities.getOrDefault(target, 0));
        }
        link(source, target, priority);
        return false;
    }

    private boolean replaceFile(String source, Path target, int priority) throws IOException {
        if (Files.isSymbolicLink(target)) {
            int before = priorities.getOrDefault(target, 0);
            if (before == priority) {
                throw conflict(FileNames.readLink(target), source, priority);
            }
            if (before < priority) {
                return false;
            }
            Files.delete(target);
        } else if (Files.isDirectory(target, NOFOLLOW_LINKS)) {
            throw BuildErrors.misc("collision between non-directory '%s' and directory '%s'",
                    source,
                    FileNames.latin1(target));
        }
        return true;
    }

    private static BuildException conflict(String first, String second, int priority) {
        BuildException plain = BuildErrors
            .misc("Unable to build profile. There is a conflict for the following files:\n"
                    + "\n  %s\n  %s", BuildErrors.quoted(first), BuildErrors.quoted(second));
        return new BuildException.FileConflict(plain, first, second, priority);
    }

    /// Where a logical path is on this machine, its links followed logically.
    private Path real(String logical) throws IOException {
        String at = logical;
        for (int links = 0; links < MAX_LINKS; links++) {
            StoreDir dir = store.storeDir();
            if (!dir.isInStore(at)) {
                return Path.of(at);
            }
            StoreDir.Inside inside = dir.parseInside(at);
            Path real = store.realPath(inside.path());
            String[] parts = inside.rest().isEmpty()
                    ? new String[0]
                    : inside.rest().substring(1).split("/");
            String walked = dir.print(inside.path());
            int i = 0;
            while (i < parts.length && !Files.isSymbolicLink(real)) {
                real = FileNames.child(real, parts[i]);
                walked += "/" + parts[i++];
            }
            if (!Files.isSymbolicLink(real)) {
                return real;
            }
            String target = FileNames.readLink(real);
            String base = target.startsWith("/")
                    ? target
                    : walked.substring(0, walked.lastIndexOf('/')) + "/" + target;
            at = i == parts.length
                    ? base
                    : base + "/" + String.join("/", List.of(parts).subList(i, parts.length));
        }
        throw new IOException("too many levels of symbolic links: " + logical);
    }
}
