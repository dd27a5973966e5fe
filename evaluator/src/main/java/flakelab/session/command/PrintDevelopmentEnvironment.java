package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import java.nio.file.Path;
import java.util.function.Consumer;

/// `nix print-dev-env` (CppNix `src/nix/develop.cc`).
///
/// @param pretty print JSON in lines
public record PrintDevelopmentEnvironment(DevelopmentShell shell, boolean json,
        boolean pretty) implements Job {
    @Override
    public void run(State state, Consumer<String> out, Console console) {
        DevelopmentShell.Ready ready = shell.ready(state, console);
        if (json) {
            Object document = ready.environment().json();
            out.accept((pretty ? Json.writeIndented(document) : Json.write(document)) + "\n");
            return;
        }
        Path temporary = Temporary.directory(state, "nix-dev-env");
        try {
            out.accept(shell.script(state, console, ready.environment(), temporary));
        } finally {
            Temporary.delete(temporary);
        }
    }
}
