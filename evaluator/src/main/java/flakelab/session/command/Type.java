package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.State;
import flakelab.text.Latin1;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "type", aliases = "t", description = "Say what an expression evaluates to.")
final class Type implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        return new Answer.Shown(
                Display.text(Latin1.toUnicode(state.evaluate(expression).typeName())));
    }
}
