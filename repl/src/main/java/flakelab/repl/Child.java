package flakelab.repl;

import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import java.io.IOException;
import org.jline.terminal.Terminal;

/// A program a session starts at its terminal. While it runs the terminal is its own: what is typed goes to it, and Ctrl-C
/// is about it and not about us.
final class Child {
    private Child() {}

    /// Runs it to its end; the exit status.
    static int run(Program program, Terminal terminal) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> {});
        try {
            if (terminal.canPauseResume()) {
                terminal.pause(true);
            }
            return builder(program).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw SessionErrors.error(Emphasis.format("unable to execute '%s': %s", program.file(),
                    String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SessionErrors.error("interrupted by the user");
        } finally {
            terminal.resume();
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private static ProcessBuilder builder(Program program) {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment().clear();
        builder.environment().putAll(program.variables());
        program.directory().ifPresent(place -> builder.directory(place.toFile()));
        return builder;
    }
}
