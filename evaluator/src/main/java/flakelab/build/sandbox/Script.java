package flakelab.build.sandbox;

import flakelab.build.Launcher.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            """;

    private Script() {}

    private static String head(String terminal) {
        String out = terminal.isEmpty() ? "" : " >" + quote(terminal);
        return HEAD + "exec" + out + " 2>&1 </dev/null\n";
    }

    /// Starts the builder as it is, with nothing but its environment.
    ///
    /// @param terminal where it writes to; empty: to the standard output it is given
    static Path plain(Job job, String terminal) throws IOException {
        List<String> words = new ArrayList<>(List.of("env", "-i"));
        job.environment().forEach((name, value) -> words.add(name + "=" + value));
        words.add(job.builder());
        words.addAll(job.arguments());
        return write(job, head(terminal) + "cd " + quote(job.buildDirectory().toString())
                + "\nexec $session " + join(words));
    }

    /// What is mounted before bubblewrap starts.
    ///
    /// @param entrance words that give it a mount namespace
    /// @param table    what to mount in it, as `mount --all` reads it; empty: nothing
    record Before(List<String> entrance, String table) {}

    /// Starts the builder through bubblewrap, with these options and a filter of system calls.
    static Path confined(Job job, Path bubblewrap, List<String> options, Optional<byte[]> filter,
            String terminal, Before before)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(job.builder()));
        command.addAll(job.arguments());
        StringBuilder script = new StringBuilder(head(terminal));
        script.append("exec 9<").append(quote(options(job, options).toString()));
        if (filter.isPresent()) {
            script.append(" 8<").append(quote(write(job, "filter", filter.get()).toString()));
        }
        script.append("\nexec $session ");
        if (!before.table().isEmpty()) {
            Path table = write(job, "mounts", before.table().getBytes(StandardCharsets.ISO_8859_1));
            script.append(join(before.entrance()))
                .append(" /bin/sh -c 'mount --all --fstab \"$0\" && exec \"$@\"' ")
                .append(quote(table.toString()))
                .append(' ');
        }
        script.append(quote(bubblewrap.toString()))
            .append(" --args 9 ")
            .append(filter.isPresent() ? "--seccomp 8 " : "")
            .append("-- ")
            .append(join(command));
        return write(job, script.toString());
    }

    /// Writes bubblewrap's options where it reads them, each ended by a zero byte.
    private static Path options(Job job, List<String> options) throws IOException {
        StringBuilder text = new StringBuilder();
        options.forEach(option -> text.append(option).append('\0'));
        text.append("--clearenv\0");
        for (Map.Entry<String, String> variable : job.environment().entrySet()) {
            text.append("--setenv\0")
                .append(variable.getKey())
                .append('\0')
                .append(variable.getValue())
                .append('\0');
        }
        return write(job, "options", text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Path write(Job job, String script) throws IOException {
        return write(job, "start", (script + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Path write(Job job, String name, byte[] content) throws IOException {
        return Files.write(job.buildDirectory().resolveSibling(name), content);
    }

    private static String join(List<String> words) {
        return String.join(" ", words.stream().map(Script::quote).toList());
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
