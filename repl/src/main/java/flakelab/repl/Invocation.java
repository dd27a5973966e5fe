package flakelab.repl;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How this process was called: everything a program may know of the world outside.
///
/// @param program the name it was called by
public record Invocation(String program, List<String> arguments, Map<String, String> environment,
        Path directory,
        InputStream in, OutputStream out, OutputStream err) {
    /// The variable by which the launcher says which of the descriptors 0, 1 and 2 are terminals, such as `02`.
    private static final String TERMINALS = "FLAKELAB_TTY";

    public Invocation {
        arguments = List.copyOf(arguments);
    }

    /// The same call with other arguments.
    public Invocation withArguments(List<String> changed) {
        return new Invocation(program, changed, environment, directory, in, out, err);
    }

    /// Whether standard input (0), output (1) or error (2) is a terminal.
    public boolean isTerminal(int descriptor) {
        return environment.getOrDefault(TERMINALS, "").contains(Integer.toString(descriptor));
    }
}
