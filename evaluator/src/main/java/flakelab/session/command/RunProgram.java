package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Emphasis;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "Run the program of a package or app.")
final class RunProgram implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        App app = App.of(state, state.evaluate(expression), expression);
        String file = app.resolve(state, console);
        return answer(console, Programs.inStore(state,
                Program.of(file, List.of(), Programs.environment(state))));
    }

    /// Runs it now; says so if it fails.
    static Answer answer(Console console, Program program) {
        int status = console.start(program);
        if (status == 0) {
            return new Answer.Silent();
        }
        throw SessionErrors.error(Emphasis
            .format("'%s' ended with status %s", program.file(), status));
    }
}
