package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "add", aliases = "a", description = "Add the attributes of a set to the scope.")
final class Add implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        return Scoped.load(state, expression,
                now -> Scoped.attributes(now, now.evaluate(expression)));
    }
}
