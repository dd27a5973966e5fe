package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Latin1;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "last-loaded", aliases = "ll", description = "List the names that were loaded last.")
final class LastLoaded implements SessionCommand {
    @Override
    public Answer run(State state, Console console) {
        List<State.Loaded> loaded = state.loaded();
        if (loaded.isEmpty()) {
            throw SessionErrors.error("nothing has been loaded yet");
        }
        return new Answer.Shown(Display.text(
                String.join("\n",
                        loaded.getLast().names().stream().map(Latin1::toUnicode).toList())));
    }
}
