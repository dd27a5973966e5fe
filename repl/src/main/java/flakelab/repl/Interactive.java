package flakelab.repl;

import flakelab.session.Directories;
import flakelab.session.Session;
import flakelab.session.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// `flakelab repl [FLAKE|FILE]`: opens a session at the terminal, with something loaded if asked for.
final class Interactive {
    private Interactive() {}

    /// Until the user leaves; the exit status.
    static int run(Invocation call) {
        SessionOptions options = SessionOptions.of(call.environment(), call.directory());
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
                Session session = Session.open(options)) {
            Path history = Directories.of(call.environment())
                .state()
                .resolve("flakelab")
                .resolve("history");
            Repl repl = new Repl(session, terminal, history);
            repl.say("Flakelab. Type :? for help.");
            for (String command : firstInputs(call)) {
                repl.say(command);
                repl.run(command);
            }
            repl.loop();
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is loaded to begin with: the argument, or without one the flake we stand in.
    private static List<String> firstInputs(Invocation call) {
        List<String> words = call.arguments()
            .stream()
            .filter(word -> !word.equals("repl"))
            .toList();
        if (!words.isEmpty()) {
            return words.stream().map(word -> load(call, word)).toList();
        }
        boolean bare = call.arguments().isEmpty();
        return bare && Files.exists(call.directory().resolve("flake.nix"))
                ? List.of(":load-flake .")
                : List.of();
    }

    private static String load(Invocation call, String word) {
        Path path = call.directory().resolve(word);
        boolean file = Files.isRegularFile(path)
                || (Files.isDirectory(path) && !Files.exists(path.resolve("flake.nix"))
                        && Files.exists(path.resolve("default.nix")));
        return (file ? ":load " : ":load-flake ") + word;
    }
}
