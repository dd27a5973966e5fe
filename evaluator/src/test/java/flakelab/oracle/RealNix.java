package flakelab.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real `nix-instantiate` to compare with: what `FLAKELAB_ORACLE` names (words, for example `chroot DIR nix-instantiate`),
/// else the one on the PATH.
///
/// @param minor the minor version: 8 of 2.8.0
record RealNix(List<String> command, String version, int minor) {
    /// The CppNix whose rules and words ours are; older ones differ.
    static final int SAME_WORDS = 34;

    record Outcome(boolean success, String output, String error) {}

    static Optional<RealNix> find() {
        String words = System.getenv().getOrDefault("FLAKELAB_ORACLE", "nix-instantiate");
        List<String> command = Arrays.asList(words.split(" "));
        try {
            Matcher version = Pattern.compile("2\\.(\\d+)\\S*").matcher(run(command, "--version").output());
            return version.find()
                    ? Optional.of(new RealNix(command, version.group(), Integer.parseInt(version.group(1))))
                    : Optional.empty();
        } catch (UncheckedIOException notThere) {
            return Optional.empty();
        }
    }

    Outcome evaluate(String expression, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("--readonly-mode", "--eval"));
        arguments.addAll(List.of(flags));
        arguments.addAll(List.of("-E", expression));
        return run(command, arguments.toArray(String[]::new));
    }

    /// Runs another of its programs with variables besides those it has.
    Outcome command(String program, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(command.subList(0, command.size() - 1));
        words.add("env");
        environment.forEach((name, value) -> words.add(name + "=" + value));
        String own = command.getLast();
        words.add(own.substring(0, own.lastIndexOf('/') + 1) + program);
        return run(words, arguments);
    }

    private static Outcome run(List<String> command, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(all).redirectInput(new java.io.File("/dev/null")).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor() == 0, output, error);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
