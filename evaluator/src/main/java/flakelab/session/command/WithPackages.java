package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Launch;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringTokenizer;

/// `nix shell`: a command that finds the programs of some packages (CppNix `src/nix/env.cc`).
///
/// @param command empty: the user's shell
public record WithPackages(Installables source, List<String> installables, List<String> command,
        Variables variables) implements Launch {
    @Override
    public Program prepare(State state, Console console) {
        Store store = state.world().store();
        List<Wanted> wanted = new ArrayList<>();
        source.find(state, installables).forEach(found -> wanted.addAll(source.wanted(state, found)));
        state.world().builds().build(wanted, new BuildLines(console, BuildLines.Style.HIDDEN));
        List<StorePath> paths = wanted.stream()
            .flatMap(each -> BuildJob.outputs(store, each).values().stream())
            .toList();
        List<String> directories = directories(store, paths);
        SortedMap<String, String> environment = variables.of(Programs.environment(state));
        for (String place : environment.getOrDefault("PATH", "").split(":", -1)) {
            directories.add(place.isEmpty() ? "." : place);
        }
        environment.put("PATH", String.join(":", directories));
        List<String> words = command.isEmpty()
                ? List.of(state.options().environment().getOrDefault("SHELL", "bash"))
                : command;
        return Programs.inStore(state, Program.of(Latin1.ofUnicode(words.getFirst()),
                words.subList(1, words.size()).stream().map(Latin1::ofUnicode).toList(),
                environment));
    }

    /// Where the packages, and those they bring along, have their programs.
    private static List<String> directories(Store store, List<StorePath> packages) {
        List<String> directories = new ArrayList<>();
        LinkedHashSet<StorePath> done = new LinkedHashSet<>();
        ArrayDeque<StorePath> left = new ArrayDeque<>(packages);
        while (!left.isEmpty()) {
            StorePath path = left.remove();
            if (!done.add(path)) {
                continue;
            }
            String root = store.storeDir().print(path);
            String programs = StoreFiles.resolve(store, root + "/bin");
            if (!store.storeDir().isInStore(programs)) {
                throw SessionErrors.error(
                        Emphasis.format("path '%s' is not in the Nix store", programs));
            }
            directories.add(programs);
            brought(store, root).forEach(left::add);
        }
        return directories;
    }

    private static List<StorePath> brought(Store store, String root) {
        Optional<Path> file = StoreFiles.real(store,
                StoreFiles.resolve(store, root + "/nix-support/propagated-user-env-packages"));
        List<StorePath> paths = new ArrayList<>();
        if (file.isPresent() && Files.isRegularFile(file.get())) {
            StringTokenizer words = new StringTokenizer(read(file.get()));
            while (words.hasMoreTokens()) {
                paths.add(store.storeDir().parse(words.nextToken()));
            }
        }
        return paths;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw SessionErrors.error("reading file '" + FileNames.latin1(file) + "': " + e.getMessage());
        }
    }
}
