package flakelab.session.command;

import flakelab.session.SessionErrors;
import flakelab.session.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Files and directories in `TMPDIR` that programs we start work with.
final class Temporary {
    private Temporary() {}

    static Path directory(State state, String prefix) {
        try {
            return Files.createTempDirectory(place(state), prefix + "-");
        } catch (IOException e) {
            throw SessionErrors.error("creating a temporary directory: " + e.getMessage());
        }
    }

    static Path file(State state, String prefix) {
        try {
            return Files.createTempFile(place(state), prefix + ".", "");
        } catch (IOException e) {
            throw SessionErrors.error("creating a temporary file: " + e.getMessage());
        }
    }

    private static Path place(State state) {
        return Path.of(state.options().environment().getOrDefault("TMPDIR", "/tmp"));
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw SessionErrors.error("deleting '" + directory + "': " + e.getMessage());
        }
    }
}
