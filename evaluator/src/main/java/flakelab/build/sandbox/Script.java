package flakelab.build.sandbox;

import flakelab.build.Launcher.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The shell script that starts a builder.
///
/// A script because only a shell can set the file mode mask, open numbered files and pass bytes that are no text on, all
/// of which Java's `ProcessBuilder` cannot. It replaces itself by the builder, in a session of its own so that the
/// terminal's interrupts do not reach it.
final class Script {
    private static final String HEAD = """
            umask 022
            ulimit -S -c 0
            session=
            command -v setsid >/dev/null 2>&1 && session=setsid
            exec 2>&1 </dev/null
            """;

    private Script() {}

    /// Starts the builder as it is, with nothing but its environment.
    static Path plain(Job job) throws IOException {
        List<String> words = new ArrayList<>(List.of("env", "-i"));
        job.environment().forEach((name, value) -> words.add(name + "=" + value));
        words.add(job.builder());
        words.addAll(job.arguments());
        return write(job, HEAD + "cd " + quote(job.buildDirectory().toString()) + "\nexec $session " + join(words));
    }

    /// Starts the builder through bubblewrap, whose options are in a file.
    static Path confined(Job job, Path bubblewrap, Path options) throws IOException {
        List<String> command = new ArrayList<>(List.of(job.builder()));
        command.addAll(job.arguments());
        return write(job, HEAD + "exec 9<" + quote(options.toString()) + "\nexec $session "
                + quote(bubblewrap.toString()) + " --args 9 -- " + join(command));
    }

    /// Writes bubblewrap's options where it reads them, each ended by a zero byte.
    static Path options(Job job, List<String> options) throws IOException {
        StringBuilder text = new StringBuilder();
        options.forEach(option -> text.append(option).append('\0'));
        text.append("--clearenv\0");
        for (Map.Entry<String, String> variable : job.environment().entrySet()) {
            text.append("--setenv\0").append(variable.getKey()).append('\0').append(variable.getValue()).append('\0');
        }
        return write(job, "options", text.toString());
    }

    private static Path write(Job job, String script) throws IOException {
        return write(job, "start", script + "\n");
    }

    private static Path write(Job job, String name, String latin1) throws IOException {
        Path file = job.buildDirectory().resolveSibling(name);
        return Files.write(file, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String join(List<String> words) {
        return String.join(" ", words.stream().map(Script::quote).toList());
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
