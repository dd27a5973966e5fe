package flakelab.session.command;

import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
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
/// @param root  where links to the results are made
/// @param quiet print no paths
public record Realise(List<String> paths, boolean dryRun, Optional<String> root,
        boolean quiet) implements Job {
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
        state.world()
            .builds()
            .plan(wanted)
            .lines(store.storeDir())
            .forEach(line -> console.err(Latin1.toUnicode(line) + "\n"));
        if (dryRun) {
            return;
        }
        state.world().builds().build(wanted, new BuildLines(console, BuildLines.Style.PLAIN));
        RootLinks roots = new RootLinks(state, root, console);
        for (Wanted each : wanted) {
            for (StorePath path : BuildJob.outputs(store, each).values()) {
                String kept = roots.keep(path);
                if (!quiet) {
                    out.accept(kept + "\n");
                }
            }
        }
    }
}
