package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.SessionException;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/// Commands under one name: `nix hash convert`, `nix hash path`, … (CppNix `NixMultiCommand`).
final class Subcommands {
    private static final int WIDTH = 60;

    private Subcommands() {}

    /// Runs the one the command line names.
    static void run(String group, SortedMap<String, Shell.Program> commands, Invocation call,
            Shell shell) {
        List<String> words = call.arguments();
        int at = Nix.commandIndex(call, shell);
        if (at == words.size()) {
            throw missing(group, commands.keySet());
        }
        Shell.Program program = commands.get(words.get(at));
        if (program == null) {
            throw unknown(words.get(at), commands);
        }
        program.run(call.withArguments(Nix.without(words, at)), shell);
    }

    /// No sub-command was given; CppNix lays this out as Markdown, in lines of sixty columns.
    static SessionException missing(String group, Collection<String> names) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : ("nix " + group + " requires a sub-command. Available sub-commands:")
            .split(" ")) {
            boolean fits = column + 1 + word.length() <= WIDTH;
            text.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = (fits ? column + 1 : 0) + word.length();
        }
        text.append('\n');
        names.forEach(name -> text.append(Latin1.ofUnicode("\n  · ")).append(name));
        return SessionErrors.usage(text.toString());
    }

    private static SessionException unknown(String name,
            SortedMap<String, Shell.Program> commands) {
        SessionException error = SessionErrors
            .usage(Emphasis.format("'%s' is not a recognised command", name));
        error.addSuggestions(Suggestions.best(name, commands.keySet()));
        return error;
    }
}
