package flakelab.session.command;

import flakelab.flake.LockedFlake;
import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import flakelab.session.display.LockTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "inputs", description = "List a flake's own inputs: what was asked for, what it is locked to, its hash and age.")
final class Inputs implements SessionCommand {
    @Parameters(paramLabel = "FLAKE", arity = "0..1")
    private String reference = "";

    @Override
    public Answer run(State state, Console console) {
        LockedFlake locked = FlakeScope.locked(state, reference);
        return new Answer.Shown(LockTree.inputs(locked));
    }
}
