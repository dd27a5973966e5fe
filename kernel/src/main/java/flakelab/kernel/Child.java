package flakelab.kernel;

import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A program a cell starts. There is no terminal in a notebook: it reads nothing, and what it prints is the cell's output.
final class Child {
    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    static Child start(Program program) {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment().clear();
        builder.environment().putAll(program.variables());
        program.directory().ifPresent(place -> builder.directory(place.toFile()));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new Child(process);
        } catch (IOException e) {
            throw SessionErrors.error(Emphasis.format("unable to execute '%s': %s", program.file(),
                    String.valueOf(e.getMessage())));
        }
    }

    /// Hands on what it prints until it ends; the exit status.
    int waitFor(Consumer<String> out, Consumer<String> err) {
        Thread errors = Thread.ofVirtual().start(() -> copy(process.errorReader(StandardCharsets.UTF_8), err));
        copy(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), out);
        try {
            errors.join();
            return process.waitFor();
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw SessionErrors.error("interrupted by the user");
        }
    }

    private static void copy(Reader from, Consumer<String> to) {
        char[] buffer = new char[8192];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.accept(new String(buffer, 0, count));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it, and what it has started.
    void stop() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
