package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Emphasis;
import flakelab.text.Suggestions;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The table of all commands, and how a line becomes a call of one.
public final class Commands {
    /// A new command is a class and a line here.
    private static final List<Entry> ALL = List.of(entry(Load.class, Load::new),
            entry(LoadFlake.class, LoadFlake::new), entry(Add.class, Add::new),
            entry(Reload.class, Reload::new),
            entry(Print.class, Print::new), entry(Explore.class, Explore::new),
            entry(Type.class, Type::new),
            entry(Doc.class, Doc::new), entry(Edit.class, Edit::new),
            entry(Build.class, Build::new),
            entry(BuildLinks.class, BuildLinks::new), entry(Log.class, Log::new),
            entry(Show.class, Show::new),
            entry(Lock.class, Lock::new),
            entry(Inputs.class, Inputs::new), entry(With.class, With::new),
            entry(RunProgram.class, RunProgram::new), entry(EnterShell.class, EnterShell::new),
            entry(Update.class, Update::new),
            entry(Env.class, Env::new),
            entry(LastLoaded.class, LastLoaded::new), entry(TraceEnable.class, TraceEnable::new),
            entry(Time.class, Time::new), entry(Help.class, Help::new), entry(Quit.class, Quit::new));

    /// A command as the table knows it.
    public record Entry(String name, List<String> aliases, Argument argument, String summary,
            Supplier<SessionCommand> maker) {
        /// `:print, :p EXPR`.
        public String usage() {
            StringBuilder usage = new StringBuilder(":").append(name);
            aliases.forEach(alias -> usage.append(", :").append(alias));
            return argument == Argument.NONE
                    ? usage.toString()
                    : usage.append(' ').append(argument.label()).toString();
        }
    }

    private Commands() {}

    private static Entry entry(Class<? extends SessionCommand> type,
            Supplier<SessionCommand> maker) {
        Command declared = type.getAnnotation(Command.class);
        return new Entry(declared.name(), List.of(declared.aliases()), argument(type),
                String.join(" ", declared.description()), maker);
    }

    private static Argument argument(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            Parameters parameters = field.getAnnotation(Parameters.class);
            if (parameters != null) {
                return Argument.ofLabel(parameters.paramLabel());
            }
        }
        return Argument.NONE;
    }

    public static List<Entry> all() {
        return ALL;
    }

    /// The command of a name or alias, without colon.
    public static Optional<Entry> find(String name) {
        return ALL.stream()
            .filter(entry -> entry.name().equals(name) || entry.aliases().contains(name))
            .findFirst();
    }

    /// Runs a line that starts with a colon.
    ///
    /// @throws flakelab.text.NixException when the line or the command fails
    public static Answer run(State state, String line, Console console) {
        String text = line.strip();
        int end = 1;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        Entry entry = find(text.substring(1, end)).orElse(null);
        if (entry == null) {
            throw SessionErrors.unknownCommand(text.substring(0, end),
                    Suggestions.best(text.substring(1, end),
                            ALL.stream().map(Entry::name).toList()));
        }
        return run(state, entry, words(entry, text.substring(end).strip()), console);
    }

    /// Runs a command with words as a shell has split them.
    public static Answer run(State state, Entry entry, List<String> words, Console console) {
        SessionCommand command = entry.maker().get();
        List<String> given = words;
        if (entry.argument() == Argument.EXPRESSION) {
            given = joined(words);
        }
        try {
            new CommandLine(command).setUnmatchedArgumentsAllowed(false)
                .parseArgs(given.toArray(new String[0]));
        } catch (RuntimeException e) { // no picocli type here: linking this class would open its jar at every start
            throw SessionErrors.error("usage: " + entry.usage() + " (" + e.getMessage() + ")");
        }
        return command.run(state, console);
    }

    /// Options in front are words; what an expression command takes is the rest of the line as it is.
    private static List<String> words(Entry entry, String rest) {
        if (entry.argument() != Argument.EXPRESSION) {
            return split(rest);
        }
        List<String> words = new ArrayList<>();
        String left = rest;
        while (left.startsWith("--")) {
            int end = endOfWord(left);
            words.addAll(split(left.substring(0, end)));
            left = left.substring(end).strip();
        }
        if (!left.isEmpty()) {
            words.add(left);
        }
        return words;
    }

    /// Where the first word ends; blanks in quotes belong to it.
    private static int endOfWord(String text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                return i;
            }
            quote = c == quote ? 0 : quote == 0 && (c == '"' || c == '\'') ? c : quote;
        }
        return text.length();
    }

    private static List<String> joined(List<String> words) {
        List<String> given = new ArrayList<>();
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("--")) {
            given.add(words.get(at++));
        }
        if (at < words.size()) {
            given.add("--");
            given.add(String.join(" ", words.subList(at, words.size())));
        }
        return given;
    }

    /// Words at blanks; quotes keep blanks.
    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (char c : (text + " ").toCharArray()) {
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                open = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (open || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                open = false;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw SessionErrors.error(Emphasis.format("missing closing quote in '%s'", text));
        }
        return words;
    }
}
