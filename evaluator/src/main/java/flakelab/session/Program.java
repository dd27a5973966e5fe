package flakelab.session;

import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A program to hand the terminal to: what `nix run`, `nix shell` and `nix develop` end in.
///
/// All texts are byte strings, one Latin-1 char per byte.
///
/// @param file        what to run: a path, or a name to look up in the `PATH` of `environment`
/// @param arguments   its arguments, the name it is called by first
/// @param environment all its variables
/// @param directory   where it runs; empty: where this process does
public record Program(String file, List<String> arguments, SortedMap<String, String> environment,
        Optional<Path> directory) {
    /// What the C library looks through without a `PATH`.
    private static final String USUAL_PATH = "/bin:/usr/bin";

    public Program {
        arguments = List.copyOf(arguments);
        environment = new TreeMap<>(environment);
    }

    /// A program that is called by its own path.
    public static Program of(String file, List<String> rest, SortedMap<String, String> environment) {
        List<String> arguments = new ArrayList<>(List.of(file));
        arguments.addAll(rest);
        return new Program(file, arguments, environment, Optional.empty());
    }

    /// Variables as byte strings.
    public static SortedMap<String, String> variables(Map<String, String> unicode) {
        SortedMap<String, String> variables = new TreeMap<>();
        unicode.forEach((name, value) -> variables.put(Latin1.ofUnicode(name), Latin1.ofUnicode(value)));
        return variables;
    }

    public Program in(Path place) {
        return new Program(file, arguments, environment, Optional.of(place));
    }

    /// The files to try, in order, as `execvp` does.
    public List<String> candidates() {
        if (file.contains("/")) {
            return List.of(file);
        }
        List<String> files = new ArrayList<>();
        for (String place : environment.getOrDefault("PATH", USUAL_PATH).split(":", -1)) {
            files.add(place.isEmpty() ? file : place + "/" + file);
        }
        return files;
    }

    /// The words to start it by as a child, in Unicode: the first candidate that is there, then the arguments.
    ///
    /// @throws SessionException if there is no such program
    public List<String> command() {
        String found = candidates().stream()
            .filter(candidate -> Files.isExecutable(Path.of(Latin1.toUnicode(candidate))))
            .findFirst()
            .orElseThrow(() -> SessionErrors.error(Emphasis
                .format("unable to execute '%s': No such file or directory", file)));
        List<String> words = new ArrayList<>(List.of(Latin1.toUnicode(found)));
        arguments.stream().skip(1).map(Latin1::toUnicode).forEach(words::add);
        return words;
    }

    /// Its variables in Unicode.
    public Map<String, String> variables() {
        Map<String, String> unicode = new TreeMap<>();
        environment.forEach((name, value) -> unicode.put(Latin1.toUnicode(name), Latin1.toUnicode(value)));
        return unicode;
    }
}
