package flakelab.session.command;

import flakelab.build.Plan;
import flakelab.fetch.Json;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.BuildMode;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.store.local.LocalStore;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// `nix build` (CppNix `src/nix/build.cc`).
///
/// @param outLink where links to what was built are made; none if empty
/// @param profile a profile to which the one path that was built becomes a new generation
public record BuildJob(Installables source, List<String> installables, Mode mode, Optional<String> outLink,
        Optional<String> profile, boolean printPaths, boolean json,
        boolean dryRun) implements Job {
    public enum Mode {
        NORMAL(BuildMode.NORMAL), REBUILD(BuildMode.CHECK), REPAIR(BuildMode.REPAIR);

        private final BuildMode builds;

        Mode(BuildMode builds) {
            this.builds = builds;
        }

        BuildMode builds() {
            return builds;
        }
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        List<Wanted> wanted = new ArrayList<>();
        for (Installables.Found found : source.find(state, installables)) {
            wanted.addAll(source.wanted(state, found));
        }
        Store store = state.world().store();
        Plan plan = state.world().builds().plan(wanted);
        plan.lines(store.storeDir()).forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        if (dryRun) {
            if (json) {
                out.accept(Json.write(wanted.stream().map(each -> planned(store, each)).toList()) + "\n");
            }
            return;
        }
        state.world().builds().build(wanted, mode.builds, new BuildLines(console, BuildLines.Style.HIDDEN));
        List<Object> report = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            SortedMap<String, StorePath> outputs = outputs(store, wanted.get(i));
            int number = i;
            outLink.ifPresent(link -> link(state, outputs, link, number));
            if (printPaths) {
                outputs.values().forEach(path -> out.accept(store.storeDir().print(path) + "\n"));
            }
            report.add(report(store, wanted.get(i), outputs));
        }
        if (json) {
            out.accept(Json.write(report) + "\n");
        }
        profile.ifPresent(name -> addGeneration(state, console, wanted, name));
    }

    private static void addGeneration(State state, Console console, List<Wanted> wanted, String name) {
        List<StorePath> paths = wanted.stream()
            .flatMap(each -> outputs(state.world().store(), each).values().stream())
            .toList();
        if (paths.size() != 1) {
            throw SessionErrors.error(Emphasis.format(
                    "'--profile' requires that the arguments produce a single store path, but there are %s",
                    paths.size()));
        }
        DevelopmentShell.updateProfile(state, console, name, paths.getFirst());
    }

    /// What a dry run says: outputs whose paths are not known yet have none.
    private static Object planned(Store store, Wanted wanted) {
        return switch (wanted) {
            case Wanted.Opaque(StorePath path) -> store.storeDir().print(path);
            case Wanted.Built(StorePath derivation, var names) -> report(store, wanted, outputs(store, wanted));
        };
    }

    /// What there is now of what was wanted, by output name.
    static SortedMap<String, StorePath> outputs(Store store, Wanted wanted) {
        return switch (wanted) {
            case Wanted.Opaque(StorePath path) -> new TreeMap<>(Map.of("out", path));
            case Wanted.Built(StorePath derivation, var names) -> {
                SortedMap<String, StorePath> all = new TreeMap<>(Built.outputs(store, derivation));
                all.keySet().removeIf(name -> !names.isEmpty() && !names.contains(name));
                yield all;
            }
        };
    }

    /// Keeps outputs by links: `result`, `result-dev`, of the second thing built `result-1`.
    static void link(State state, SortedMap<String, StorePath> outputs, String name, int index) {
        if (state.world().store() instanceof LocalStore local) {
            String base = name + (index == 0 ? "" : "-" + index);
            outputs.forEach((output, path) -> local.addPermanentRoot(path,
                    state.directory().resolve(output.equals("out") ? base : base + "-" + output)));
        }
    }

    private static Object report(Store store, Wanted wanted, SortedMap<String, StorePath> outputs) {
        SortedMap<String, Object> entry = new TreeMap<>();
        switch (wanted) {
            case Wanted.Opaque(StorePath path) -> {
                return store.storeDir().print(path);
            }
            case Wanted.Built(StorePath derivation, var names) -> {
                SortedMap<String, Object> paths = new TreeMap<>();
                outputs.forEach((name, path) -> paths.put(name, store.storeDir().print(path)));
                entry.put("drvPath", store.storeDir().print(derivation));
                entry.put("outputs", paths);
            }
        }
        return entry;
    }
}
