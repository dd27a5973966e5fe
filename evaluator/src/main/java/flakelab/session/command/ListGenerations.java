package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.nar.FileNames;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.local.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `flakelab rebuild list-generations`: the generations of a system, newest first, as `nixos-rebuild` lists them.
public record ListGenerations(SystemProfile profile, boolean json) implements Job {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
        .withZone(ZoneId.systemDefault());
    private static final String LINE = "%-12s %-20s %-30s %-16s %s%n";

    /// What a system tells of itself.
    private record Facts(String version, String kernel, List<String> specialisations) {
        static Facts of(Path system) {
            return new Facts(text(system.resolve("nixos-version")),
                    String.join(" ", names(system.resolve("kernel-modules/lib/modules"))),
                    names(system.resolve("specialisation")));
        }

        private static String text(Path file) {
            try {
                return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            } catch (IOException e) {
                return "Unknown";
            }
        }

        private static List<String> names(Path directory) {
            List<String> names = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                entries.forEach(entry -> names.add(FileNames.name(entry)));
            } catch (IOException e) {
                return List.of();
            }
            Collections.sort(names);
            return names;
        }
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Profile system = profile.open(state, console);
        long current = system.current().orElse(0L);
        List<Profile.Generation> generations = Files.isDirectory(system.link().resolveSibling("."))
                ? system.generations().reversed()
                : List.of();
        if (json) {
            out.accept(Json.write(generations.stream().map(each -> object(each, current)).toList())
                    + "\n");
            return;
        }
        out.accept(LINE.formatted("Generation", "Build-date", "NixOS version", "Kernel",
                "Specialisation"));
        for (Profile.Generation each : generations) {
            Facts facts = Facts.of(each.path());
            out.accept(LINE.formatted(
                    each.number() + (each.number() == current ? " current" : ""),
                    DATE.format(each.created()), facts.version(), facts.kernel(),
                    String.join(" ", facts.specialisations())));
        }
    }

    private static Object object(Profile.Generation generation, long current) {
        Facts facts = Facts.of(generation.path());
        SortedMap<String, Object> object = new TreeMap<>();
        object.put("generation", generation.number());
        object.put("date", DATE.format(generation.created()));
        object.put("nixosVersion", facts.version());
        object.put("kernelVersion", facts.kernel());
        object.put("specialisations", facts.specialisations());
        object.put("current", generation.number() == current);
        return object;
    }
}
