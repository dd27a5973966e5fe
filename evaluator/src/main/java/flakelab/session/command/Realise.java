package flakelab.session.command;

import flakelab.build.Plan;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.BuildMode;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import flakelab.text.Latin1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `nix-store --realise` (CppNix `opRealise`, `src/nix/nix-store/nix-store.cc`).
///
/// @param mode          build only what is missing, or again
/// @param ignoreUnknown pass over what cannot be had
/// @param root          where links to the results are made
/// @param quiet         print no paths
public record Realise(List<String> paths, BuildMode mode, boolean dryRun, boolean ignoreUnknown,
        Optional<String> root, boolean quiet) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Store store = state.world().store();
        List<Wanted> wanted = new ArrayList<>();
        for (String word : paths) {
            int mark = word.indexOf('!');
            StorePath path = StorePaths.follow(state, mark < 0 ? word : word.substring(0, mark));
            wanted.add(path.isDerivation()
                    ? new Wanted.Built(path, new TreeSet<>(
                            mark < 0 ? List.of() : List.of(word.substring(mark + 1).split(","))))
                    : new Wanted.Opaque(path));
        }
        Plan plan = state.world().builds().plan(wanted);
        if (ignoreUnknown) {
            wanted.removeIf(each -> plan.missing().unknown().contains(path(each)));
        }
        plan.lines(store.storeDir())
            .forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        if (dryRun) {
            return;
        }
        state.world()
            .builds()
            .build(wanted, mode,
                    new BuildLines(console, BuildLines.Style.PLAIN));
        if (ignoreUnknown) {
            return;
        }
        RootLinks roots = new RootLinks(state, root, console);
        for (Wanted each : wanted) {
            for (String kept : roots.keep(BuildJob.outputs(store, each))) {
                if (!quiet) {
                    out.accept(kept + "\n");
                }
            }
        }
    }

    private static StorePath path(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Opaque(StorePath path) -> path;
            case Wanted.Built(StorePath derivation, var outputs) -> derivation;
        };
    }
}
