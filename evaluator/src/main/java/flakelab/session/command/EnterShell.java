package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "develop", aliases = "sh", description = "Start a shell with the build environment of a derivation; with --run='COMMAND' only run that in it.")
final class EnterShell implements SessionCommand {
    @Option(names = "--run")
    private String command = "";

    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        if (command.isEmpty() && !console.hasTerminal()) {
            throw SessionErrors.error("a shell needs a terminal, and there is none here;"
                    + " run a command in it with `:develop --run='COMMAND' EXPR`");
        }
        StorePath file = EnvironmentDerivation.build(state, console,
                Built.derivation(state, expression));
        String json = new String(state.world().store().readFile(file),
                StandardCharsets.ISO_8859_1);
        DevelopmentShell shell = new DevelopmentShell(
                new Installables(Optional.empty(), Optional.empty(), Locking.STANDARD), expression,
                List.of(), Optional.empty());
        Develop develop = new Develop(shell,
                command.isEmpty()
                        ? new Develop.Action.Interactive()
                        : new Develop.Action.Command(List.of("bash", "-c", command)),
                Variables.ALL, false);
        Program program = develop.program(state, console,
                new DevelopmentShell.Ready(
                        new Installables.Found.InStore(new Wanted.Opaque(file)), file,
                        BuildEnvironment.parse(json)),
                new Develop.Bash("bash", false));
        if (!command.isEmpty()) {
            return RunProgram.answer(console, program);
        }
        console.start(program); // how a person leaves a shell is nobody's business
        return new Answer.Silent();
    }
}
