package flakelab.store.local;

import flakelab.nar.FileNames;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Store objects that running programs use: their executables, working directories, open and mapped files and
/// environments, as Linux's `/proc` tells; elsewhere none (CppNix `findRuntimeRootsUnchecked`).
final class RuntimeRoots {
    private static final Path PROC = Path.of("/proc");

    private final StoreDir dir;
    private final Pattern inText;
    /// What was found, and the files of `/proc` that say so.
    private final Map<String, Set<String>> targets = new HashMap<>();

    private RuntimeRoots(StoreDir dir) {
        this.dir = dir;
        this.inText = Pattern.compile(Pattern.quote(dir.path()) + "/[0-9a-z]+[0-9a-zA-Z+\\-._?=]*");
    }

    /// Objects in use, and by which files of `/proc`.
    static SortedMap<StorePath, Set<String>> find(StoreDir dir, Predicate<StorePath> valid) {
        RuntimeRoots roots = new RuntimeRoots(dir);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            processes.forEach(roots::process);
        } catch (IOException | DirectoryIteratorException _) {
            // There is no such directory.
        }
        for (String file : new String[]{"modprobe", "fbsplash", "poweroff_cmd"}) {
            roots.text(PROC.resolve("sys/kernel").resolve(file));
        }
        SortedMap<StorePath, Set<String>> found = new TreeMap<>();
        roots.targets.forEach((target, files) -> {
            try {
                StorePath path = dir.parseInside(target).path();
                if (valid.test(path)) {
                    found.computeIfAbsent(path, _ -> new TreeSet<>()).addAll(files);
                }
            } catch (StoreException.BadPath _) {
                // It only looked like an object.
            }
        });
        return found;
    }

    private void process(Path process) {
        link(process.resolve("exe"));
        link(process.resolve("cwd"));
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            open.forEach(this::link);
        } catch (IOException | DirectoryIteratorException _) {
            // Not ours to look at, or it has ended.
        }
        text(process.resolve("maps"));
        text(process.resolve("environ"));
    }

    private void link(Path link) {
        try {
            String target = FileNames.readLink(link);
            if (dir.isInStore(target)) {
                found(target, link);
            }
        } catch (IOException _) {
            // Gone.
        }
    }

    private void text(Path file) {
        try {
            Matcher matcher = inText
                .matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                found(matcher.group(), file);
            }
        } catch (IOException _) {
            // Gone.
        }
    }

    private void found(String target, Path where) {
        targets.computeIfAbsent(target, _ -> new TreeSet<>()).add(where.toString());
    }
}
