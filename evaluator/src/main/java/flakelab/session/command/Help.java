package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "help", aliases = "?", description = "List the commands, or explain one.")
final class Help implements SessionCommand {
    @Parameters(paramLabel = "COMMAND", arity = "0..1")
    private String command = "";

    @Override
    public Answer run(State state, Console console) {
        return new Answer.Shown(Display.text(command.isEmpty() ? table() : explain()));
    }

    private static String table() {
        StringBuilder text = new StringBuilder("The following commands are available:\n\n");
        row(text, "EXPR", "Evaluate and show an expression.");
        row(text, "X = EXPR",
                "Bind an expression to a name, unevaluated; several with semicolons.");
        Commands.all().forEach(entry -> row(text, entry.usage(), entry.summary()));
        return text.toString().stripTrailing();
    }

    private static void row(StringBuilder text, String usage, String summary) {
        text.append("  %-30s %s%n".formatted(usage, summary));
    }

    private String explain() {
        String name = command.startsWith(":") ? command.substring(1) : command;
        Commands.Entry entry = Commands.find(name)
            .orElseThrow(() -> SessionErrors.unknownCommand(name, java.util.List.of()));
        StringWriter text = new StringWriter();
        new CommandLine(entry.maker().get()).setCommandName(":" + entry.name())
            .usage(new PrintWriter(text, true), CommandLine.Help.Ansi.OFF);
        return text.toString().stripTrailing();
    }
}
