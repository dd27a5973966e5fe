package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "load-flake", aliases = "lf", description = "Load a flake: its outputs, self, inputs, outputs and lock come into scope.")
final class LoadFlake implements SessionCommand {
    @Parameters(paramLabel = "FLAKE", arity = "0..1")
    private String reference = ".";

    @Override
    public Answer run(State state, Console console) {
        state.currentFlake(reference);
        return Scoped.load(state, "flake " + reference,
                now -> FlakeScope.open(now, reference).names(now));
    }
}
