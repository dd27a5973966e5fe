package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import picocli.CommandLine.Command;

@Command(name = "quit", aliases = "q", description = "Leave.")
final class Quit implements SessionCommand {
    @Override
    public Answer run(State state, Console console) {
        return new Answer.Quit();
    }
}
