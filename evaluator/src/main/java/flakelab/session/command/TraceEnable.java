package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Emphasis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "trace-enable", aliases = "te", description = "Show all of an error's trace, or not: true, false, or toggle.")
final class TraceEnable implements SessionCommand {
    @Parameters(paramLabel = "WORD", arity = "0..1")
    private String wish = "";

    @Override
    public Answer run(State state, Console console) {
        boolean on = switch (wish) {
            case "true" -> true;
            case "false" -> false;
            case "" -> !state.showTrace();
            default -> throw SessionErrors
                .error(Emphasis.format("unexpected argument '%s' to %s", wish, ":te"));
        };
        state.showTrace(on);
        return new Answer.Shown(
                Display.text(on ? "showing error traces" : "not showing error traces"));
    }
}
