package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import flakelab.session.Tree;
import flakelab.session.display.Displays;
import flakelab.session.display.ValueTree;
import flakelab.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "explore", aliases = "x", description = "Open a value part by part, evaluating what you open (in notebooks).")
final class Explore implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        Value value = state.evaluate(expression);
        return new Answer.Shown(Displays.value(state.evaluator(), value, console.colours())
                .with(Tree.PART, new ValueTree(state.evaluator(), "", value)));
    }
}
