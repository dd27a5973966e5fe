package flakelab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house's plan: which room may see which, and which library lives where.
class ArchitectureTest {
    /// `*` is every room above. A sub-room (`store.local`) may see what its room may, and the room.
    private static final String ARROWS = """
            text        ->
            syntax      -> text
            hash        -> text
            nar         -> text hash
            store       -> text hash nar
            derivation  -> text hash store
            build       -> text hash nar store derivation
            fetch       -> text hash nar store
            value       -> text syntax store
            eval        -> text syntax value store
            flake       -> text syntax value eval hash nar store fetch
            builtin     -> *
            session     -> *
            repl        -> text session
            kernel      -> text session
            """;

    /// A library or dangerous class, and the rooms that may use it. Programs users ask for (`nix run`, `:run`) are the
    /// doors' to start: the command line becomes them by `execve`, the others have them as children.
    private static final String LIBRARIES = """
            org.jline                  -> repl
            org.zeromq                 -> kernel
            io.github.spencerpark      -> kernel
            java.net.http              -> fetch store.cache
            org.eclipse.jgit           -> fetch
            java.lang.ProcessBuilder   -> build.sandbox store.daemon repl kernel
            java.lang.foreign          -> nar build.sandbox store.daemon repl.cli
            org.sqlite                 -> store.local
            java.sql                   -> store.local fetch
            picocli                    -> session.command kernel
            """;

    /// The one class that puts a room's sub-rooms together, where that is the room's purpose.
    private static final Set<String> COMPOSERS = Set.of("flakelab.session", "flakelab.kernel");

    private static final int LONGEST_FILE = 600;
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();

    /// The evaluator and the kernel from the class path, the terminal from beside us (Maven builds it before).
    private static final JavaClasses CLASSES = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importLocations(locations());

    private static Set<Location> locations() {
        Set<Location> places = new LinkedHashSet<>(Locations.ofPackage("flakelab"));
        Path repl = ROOT.resolve("repl").resolve("target").resolve("classes");
        if (Files.isDirectory(repl)) {
            places.add(Location.of(repl));
        }
        return places;
    }

    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] sides = line.split("->", -1);
            Set<String> seen = new LinkedHashSet<>(List.of(sides[1].trim().split(" +")));
            seen.remove("");
            if (seen.remove("*")) {
                seen.addAll(table.keySet());
            }
            table.put(sides[0].trim(), seen);
        }
        return table;
    }

    /// `store.local` for a class of that package.
    private static String place(JavaClass type) {
        String name = type.getPackageName();
        return name.equals("flakelab") ? "" : name.substring("flakelab.".length());
    }

    private static String room(String place) {
        int dot = place.indexOf('.');
        return dot < 0 ? place : place.substring(0, dot);
    }

    private Stream<Dependency> dependencies() {
        return CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    @Test
    void roomsSeeOnlyWhatTheArrowsSay() {
        Map<String, Set<String>> arrows = table(ARROWS);
        Set<String> wrong = new TreeSet<>();
        dependencies().filter(d -> d.getTargetClass().getPackageName().startsWith("flakelab."))
            .forEach(d -> {
                String from = place(d.getOriginClass());
                String to = place(d.getTargetClass().getBaseComponentType());
                if (!maySee(arrows, from, to) && !isMain(d.getOriginClass(), from, to)) {
                    wrong.add(from + " sees " + to + ": " + d.getDescription());
                }
            });
        assertThat(wrong).isEmpty();
    }

    /// An entry puts the sub-rooms of its room together.
    private static boolean isMain(JavaClass type, String from, String to) {
        return topLevel(type).equals("Main") && to.startsWith(from + ".");
    }

    private static String topLevel(JavaClass type) {
        String name = type.getName().substring(type.getName().lastIndexOf('.') + 1);
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static boolean maySee(Map<String, Set<String>> arrows, String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        if (room(from).equals(room(to))) {
            boolean down = to.startsWith(from + ".");
            return !down || COMPOSERS.contains("flakelab." + from);
        }
        return arrows.getOrDefault(room(from), Set.of()).contains(room(to));
    }

    @Test
    void everyRoomIsInThePlan() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(type -> rooms.add(room(place(type))));
        rooms.remove("");
        assertThat(table(ARROWS).keySet()).containsAll(rooms);
    }

    @Test
    void librariesStayInTheirRooms() {
        Map<String, Set<String>> libraries = table(LIBRARIES);
        Set<String> wrong = new TreeSet<>();
        dependencies().forEach(d -> libraries.forEach((library, places) -> {
            String target = d.getTargetClass().getName();
            String from = place(d.getOriginClass());
            if ((target + ".").startsWith(library + ".") && !places.contains(from)
                    && !places.contains(room(from))) {
                wrong.add(d.getDescription());
            }
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyMainsTouchTheProcessItself() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                boolean system = access.getTargetOwner().getFullName().equals("java.lang.System");
                boolean ours = switch (access.getName()) {
                    case "in", "out", "err", "getenv", "exit", "console" -> true;
                    default -> false;
                };
                if (system && ours && !topLevel(type).equals("Main")) {
                    wrong.add(access.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        Set<Path> bare = new TreeSet<>();
        for (Path file : sources()) {
            Path folder = file.getParent();
            if (folder != null && !Files.exists(folder.resolve("package-info.java"))) {
                bare.add(ROOT.relativize(folder));
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void filesStayReadable() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            try (Stream<String> lines = Files.lines(file)) {
                long count = lines.count();
                if (count > LONGEST_FILE) {
                    wrong.add(ROOT.relativize(file) + ": " + count + " lines");
                }
            }
            if (file.toString()
                .matches(
                        ".*(Util|Utils|Helper|Manager|Impl)\\.java|.*/(util|common|core|impl|misc)/.*")) {
                wrong.add(ROOT.relativize(file) + ": a name that says nothing");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : List.of("evaluator", "repl", "kernel")) {
            try (Stream<Path> found = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        assertThat(files).isNotEmpty();
        return files;
    }
}
