package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.SessionErrors;
import flakelab.session.SessionException;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// Commands under one name: `nix hash convert`, `nix hash path`, … (CppNix `NixMultiCommand`).
final class Subcommands {
    private static final int WIDTH = 60;

    /// The command a line names, and the line without the name.
    record Chosen(Optional<String> name, Invocation rest) {}

    private Subcommands() {}

    /// Runs the one the command line names.
    static void run(String group, SortedMap<String, Shell.Program> commands, Invocation call,
            Shell shell) {
        run(group, "", commands, call, shell);
    }

    /// As above; `summary` says in one line what the commands have in common.
    static void run(String group, String summary, SortedMap<String, Shell.Program> commands, Invocation call,
            Shell shell) {
        run(group, summary, commands, Map.of(), call, shell);
    }

    /// As above; `aliases` are older names and what they stand for.
    static void run(String group, String summary, SortedMap<String, Shell.Program> commands,
            Map<String, String> aliases, Invocation call, Shell shell) {
        shell.declare(new Declaration.What.Group(summary, commands));
        Flags flags = new Flags();
        Help.addTo(flags, shell, call.program() + " " + group + " COMMAND …", summary)
            .page(() -> new Manual(shell).page(call.program() + " " + group, summary, commands));
        new EvalFlags(call, shell).addTo(flags);
        Chosen chosen = choose(flags, call, commands.keySet(), group);
        if (chosen.name().isEmpty()) {
            flags.parse(call.arguments(), word -> {});
            throw missing(group, commands.keySet());
        }
        String name = chosen.name().get();
        String modern = aliases.getOrDefault(name, name);
        if (!modern.equals(name)) {
            shell.warn("'%s' is a deprecated alias for '%s'".formatted(name, modern));
        }
        Shell.Program program = commands.get(modern);
        if (program == null) {
            throw unknown(name, commands.keySet());
        }
        program.run(chosen.rest(), shell);
    }

    /// Finds the first word that is neither a flag nor a flag's value.
    static Chosen choose(Flags flags, Invocation call, Collection<String> names, String group) {
        List<String> words = call.arguments();
        flags.words("COMMAND", (into, index, prefix) -> into.addAll(names, prefix));
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at += flags.size(words.get(at), words.subList(at + 1, words.size()));
        }
        if (at >= words.size() || Completions.prefix(words.get(at)).isPresent()) {
            return new Chosen(Optional.empty(), call);
        }
        return new Chosen(Optional.of(words.get(at)), call.withArguments(Stream
            .concat(words.subList(0, at).stream(), words.subList(at + 1, words.size()).stream())
            .toList()));
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

    static SessionException unknown(String name, Collection<String> names) {
        SessionException error = SessionErrors
            .usage(Emphasis.format("'%s' is not a recognised command", name));
        error.addSuggestions(Suggestions.best(name, names));
        return error;
    }
}
