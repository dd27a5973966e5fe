package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.SessionException;
import flakelab.text.Emphasis;
import flakelab.text.Suggestions;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// Commands under one name: `nix hash convert`, `nix hash path`, … (CppNix `NixMultiCommand`).
final class Subcommands {
    private Subcommands() {}

    /// Runs the one the command line names.
    static void run(String group, SortedMap<String, Shell.Program> commands, Invocation call,
            Shell shell) {
        List<String> words = call.arguments();
        int at = Nix.commandIndex(call, shell);
        if (at == words.size()) {
            throw SessionErrors.usage(commands.keySet()
                .stream()
                .map(name -> "· " + name)
                .collect(Collectors.joining("\n",
                        "nix " + group + " requires a sub-command. Available sub-commands:\n\n",
                        "")));
        }
        Shell.Program program = commands.get(words.get(at));
        if (program == null) {
            throw unknown(words.get(at), commands);
        }
        program.run(call.withArguments(Nix.without(words, at)), shell);
    }

    private static SessionException unknown(String name,
            SortedMap<String, Shell.Program> commands) {
        SessionException error = SessionErrors
            .usage(Emphasis.format("'%s' is not a recognised command", name));
        error.addSuggestions(Suggestions.best(name, commands.keySet()));
        return error;
    }
}
