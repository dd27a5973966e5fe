package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "build-links", aliases = "bl", description = "Build a derivation and keep its outputs by links in this directory.")
final class BuildLinks implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        return new Answer.Shown(Built.now(state, expression, console, true));
    }
}
