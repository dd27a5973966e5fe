package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import flakelab.session.display.Displays;
import flakelab.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "print", aliases = "p", description = "Evaluate and print completely; strings as they are.")
final class Print implements SessionCommand {
    @Option(names = "--depth", paramLabel = "N", description = "How many levels to open.")
    private int depth = Integer.MAX_VALUE;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        Value value = state.evaluate(expression);
        return new Answer.Shown(json
                ? Displays.json(state.evaluator(), value)
                : Displays.printed(state.evaluator(), value, depth, console.colours()));
    }
}
