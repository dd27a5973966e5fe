package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.State;
import picocli.CommandLine.Command;

@Command(name = "reload", aliases = "r", description = "Read everything loaded again; your own bindings stay.")
final class Reload implements SessionCommand {
    @Override
    public Answer run(State state, Console console) {
        state.reload();
        StringBuilder text = new StringBuilder();
        for (State.Loaded source : state.loaded()) {
            text.append("Reloaded ")
                .append(source.title())
                .append(" (")
                .append(source.names().size())
                .append(" names).\n");
        }
        return new Answer.Shown(Display
            .text(text.isEmpty() ? "Nothing was loaded." : text.toString().stripTrailing()));
    }
}
