package flakelab.session.command;

import flakelab.flake.OutputSchema.Purpose;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.store.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `nix formatter build` (CppNix `src/nix/formatter.cc`).
///
/// @param outLink where links to what was built are made; none if empty
public record BuildFormatter(Installables source, Optional<String> outLink) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        App app = App.of(state, source.with(Purpose.FORMAT).find(state, List.of(".")).getFirst());
        String file = app.resolve(state, console);
        for (int i = 0; i < app.context().size(); i++) {
            Wanted wanted = app.context().get(i);
            int number = i;
            outLink.ifPresent(link -> BuildJob.link(state,
                    BuildJob.outputs(state.world().store(), wanted), link, number));
        }
        out.accept(file + "\n");
    }
}
