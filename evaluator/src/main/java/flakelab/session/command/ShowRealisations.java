package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Realisation;
import flakelab.store.Store;
import flakelab.text.Latin1;
import java.util.List;
import java.util.function.Consumer;

/// `nix realisation info` (CppNix `src/nix/realisation.cc`): what content-addressed outputs turned out to be.
public record ShowRealisations(StorePaths paths, boolean json) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        state.settings().require("ca-derivations");
        Store store = state.world().store();
        paths.find(state, console, true);
        List<Realisation> found = paths.realisations(state);
        if (json) {
            out.accept("[" + String.join(",",
                    found.stream().map(it -> Latin1.ofUnicode(it.render())).toList()) + "]\n");
            return;
        }
        found.forEach(it -> out
            .accept(it.id() + " " + store.storeDir().print(it.path()) + "\n"));
    }
}
