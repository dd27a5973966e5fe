package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.State;
import flakelab.session.display.Displays;
import flakelab.syntax.ExprPrinter;
import flakelab.text.Latin1;
import java.util.TreeMap;
import picocli.CommandLine.Command;

@Command(name = "env", description = "List the names in scope: your own with what is known of them, then those loaded.")
final class Env implements SessionCommand {
    @Override
    public Answer run(State state, Console console) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(state.bindings()).forEach((name, value) -> text.append(Latin1.toUnicode(
                ExprPrinter.identifier(name.name)))
            .append(" = ")
            .append(Displays.glance(state.evaluator(), value))
            .append('\n'));
        for (State.Loaded source : state.loaded()) {
            text.append("from ")
                .append(source.title())
                .append(": ")
                .append(String.join(" ", source.names().stream().map(Latin1::toUnicode).toList()))
                .append('\n');
        }
        return new Answer.Shown(Display.text(text.isEmpty()
                ? "No names but the built-in ones."
                : text.toString().stripTrailing()));
    }
}
