package flakelab.repl;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How this process was called: everything a program may know of the world outside.
///
/// @param program the name it was called by
public record Invocation(String program, List<String> arguments, Map<String, String> environment,
        Path directory,
        InputStream in, OutputStream out, OutputStream err) {
    /// The variable by which the launcher says which of the descriptors 0, 1 and 2 are terminals, such as `02`.
    private static final String TERMINALS = "FLAKELAB_TTY";

    /// The descriptors above 2 that were there before the launcher started us, such as `3 10`.
    private static final String DESCRIPTORS = "FLAKELAB_FDS";
    /// What `LC_ALL` was before the launcher set it, empty if nothing.
    private static final String LOCALE = "FLAKELAB_LC_ALL";

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

    /// The variables as they were before our launcher: what programs we start are to see.
    public Map<String, String> inherited() {
        Map<String, String> variables = new HashMap<>(environment);
        String locale = variables.remove(LOCALE);
        if (locale != null && locale.isEmpty()) {
            variables.remove("LC_ALL");
        } else if (locale != null) {
            variables.put("LC_ALL", locale);
        }
        variables.keySet().removeAll(List.of(TERMINALS, DESCRIPTORS));
        return variables;
    }

    /// The descriptors above 2 that programs we start are to have too.
    public Set<Integer> descriptors() {
        Set<Integer> numbers = new TreeSet<>();
        for (String word : environment.getOrDefault(DESCRIPTORS, "").split(" ")) {
            if (!word.isEmpty()) {
                numbers.add(Integer.valueOf(word));
            }
        }
        return numbers;
    }
}
