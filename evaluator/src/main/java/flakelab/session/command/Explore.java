package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import flakelab.session.display.ValueTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "explore", aliases = "x", description = "Show the parts of a value unevaluated; in a notebook, open them by a click.")
final class Explore implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        return new Answer.Shown(ValueTree.display(state.evaluator(), state.evaluate(expression)));
    }
}
