package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.State;
import flakelab.session.display.Displays;
import flakelab.value.Value;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "time", description = "Evaluate an expression and say how long that took.")
final class Time implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        long start = System.nanoTime();
        Value value = state.evaluate(expression);
        double seconds = (System.nanoTime() - start) / 1e9;
        String shown = Displays.glance(state.evaluator(), value);
        return new Answer.Shown(Display.text(String.format(Locale.ROOT, "%s%n%.4f s", shown, seconds)));
    }
}
