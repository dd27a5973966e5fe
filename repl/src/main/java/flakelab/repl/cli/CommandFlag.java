package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import java.util.List;
import java.util.function.Consumer;

/// `--command`, which takes the rest of the line.
final class CommandFlag {
    private CommandFlag() {}

    static void addTo(Flags flags, Consumer<List<String>> handler, String doc) {
        flags.rest(words -> {
            if (words.isEmpty()) {
                throw SessionErrors.usage("--command requires at least one argument");
            }
            handler.accept(List.copyOf(words));
        }, "COMMAND ARGUMENT…", doc, "-c", "--command");
    }
}
