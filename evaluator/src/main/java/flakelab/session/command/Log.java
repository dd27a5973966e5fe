package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "log", description = "Show the log of a derivation's build.")
final class Log implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        StorePath derivation = Built.derivation(state, expression);
        byte[] log = state.world()
            .builds()
            .log(derivation)
            .orElseThrow(
                    () -> SessionErrors.error(Emphasis.format("build log of '%s' is not available",
                            state.world().store().storeDir().print(derivation))));
        return new Answer.Shown(
                Display.text(new String(log, StandardCharsets.UTF_8).stripTrailing()));
    }
}
