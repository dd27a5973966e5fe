package flakelab.session.assist;

import flakelab.eval.Scope;
import flakelab.session.Completions;
import flakelab.session.Completions.Completion;
import flakelab.session.State;
import flakelab.session.command.Argument;
import flakelab.session.command.Commands;
import flakelab.syntax.ExprPrinter;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Proposes what could be typed: commands, names in scope, attributes, files.
public final class Completer {
    private static final List<String> KEYWORDS = List.of("assert", "else", "if", "in", "inherit",
            "let", "or", "rec", "then", "with");
    private static final Symbol INPUTS = Symbol.of("inputs");
    private static final int MOST = 2000;

    private final State state;
    private final Looking looking;

    public Completer(State state, Looking looking) {
        this.state = state;
        this.looking = looking;
    }

    /// Proposals for an input at a UTF-16 index.
    public Completions complete(String input, int cursor) {
        int end = Math.clamp(cursor, 0, input.length());
        int first = input.length() - input.stripLeading().length();
        if (first < end && input.charAt(first) == ':') {
            return command(input, first, end);
        }
        return expression(input, end);
    }

    private Completions command(String input, int colon, int end) {
        int nameEnd = colon;
        while (nameEnd < input.length() && !Character.isWhitespace(input.charAt(nameEnd))) {
            nameEnd++;
        }
        if (end <= nameEnd) {
            String typed = input.substring(colon + 1, end);
            return new Completions(colon, end, commands(typed, ":"));
        }
        Argument argument = Commands.find(input.substring(colon + 1, nameEnd))
            .map(Commands.Entry::argument)
            .orElse(Argument.EXPRESSION);
        int word = input.lastIndexOf(' ', end - 1) + 1;
        return switch (argument) {
            case PATH, FLAKE -> files(input.substring(word, end), word, end);
            case COMMAND -> new Completions(word, end, commands(input.substring(word, end), ""));
            case INPUT -> new Completions(word, end, inputs(input.substring(word, end)));
            case NONE, WORD -> new Completions(end, end, List.of());
            case EXPRESSION -> expression(input, end);
        };
    }

    /// The inputs of the flake in scope.
    private List<Completion> inputs(String typed) {
        Value inputs = state.scope().find(INPUTS);
        if (inputs == null || !(Looking.known(inputs).orElse(null) instanceof Attrs set)) {
            return List.of();
        }
        List<Completion> items = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (set.nameAt(i).name.startsWith(typed)) {
                items.add(item(set.nameAt(i).name, set.valueAt(i)));
            }
        }
        return items;
    }

    private static List<Completion> commands(String typed, String prefix) {
        return Commands.all()
            .stream()
            .filter(entry -> entry.name().startsWith(typed))
            .map(entry -> new Completion(prefix + entry.name(), entry.name(), "command",
                    Optional.of(entry.summary())))
            .toList();
    }

    private Completions expression(String input, int end) {
        int word = end;
        while (word > 0 && " \t\n()[]{};=\"'".indexOf(input.charAt(word - 1)) < 0) {
            word--;
        }
        String typed = input.substring(word, end);
        if (typed.startsWith("./") || typed.startsWith("../") || typed.startsWith("/")
                || typed.startsWith("~/")) {
            return files(typed, word, end);
        }
        NamePath path = NamePath.before(input, end);
        List<Completion> items = path.isSelection() ? attributes(path) : names(path.partial());
        return new Completions(path.start(), end, items);
    }

    private List<Completion> names(String typed) {
        TreeMap<String, Completion> found = new TreeMap<>();
        for (Scope scope = state.scope(); scope != null; scope = scope.outer()) {
            for (Symbol name : scope.names()) {
                String text = Latin1.toUnicode(name.name);
                Value value = scope.find(name);
                if (text.startsWith(typed) && value != null
                        && !(typed.isEmpty() && text.startsWith("__"))) {
                    found.putIfAbsent(text, item(name.name, value));
                }
            }
        }
        for (String keyword : KEYWORDS) {
            if (keyword.startsWith(typed) && !typed.isEmpty()) {
                found.putIfAbsent(keyword,
                        new Completion(keyword, keyword, "keyword", Optional.empty()));
            }
        }
        return List.copyOf(found.values());
    }

    private List<Completion> attributes(NamePath path) {
        if (!(looking.follow(path, path.names().size()).orElse(null) instanceof Attrs set)) {
            return List.of();
        }
        List<Completion> items = new ArrayList<>();
        String typed = Latin1.ofUnicode(path.partial());
        for (int i = 0; i < set.size() && items.size() < MOST; i++) {
            if (set.nameAt(i).name.startsWith(typed)) {
                items.add(item(set.nameAt(i).name, set.valueAt(i)));
            }
        }
        return items;
    }

    private static Completion item(String name, Value value) {
        return new Completion(Latin1.toUnicode(ExprPrinter.identifier(name)),
                Latin1.toUnicode(name),
                Looking.known(value).map(Kinds::of).orElse("unforced"),
                Looking.known(value).flatMap(Kinds::summary));
    }

    private Completions files(String typed, int start, int end) {
        int slash = typed.lastIndexOf('/') + 1;
        String folder = typed.substring(0, slash);
        Path place = folder.startsWith("~/")
                ? state.home().resolve(folder.substring(2))
                : state.directory().resolve(folder);
        List<Completion> items = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                boolean hidden = name.startsWith(".") && !typed.substring(slash).startsWith(".");
                if (name.startsWith(typed.substring(slash)) && !hidden && items.size() < MOST) {
                    String text = folder + name + (Files.isDirectory(entry) ? "/" : "");
                    items.add(new Completion(text, name, "file", Optional.empty()));
                }
            }
        } catch (IOException e) {
            // A directory that cannot be read has nothing to propose.
        }
        items.sort((a, b) -> a.text().compareTo(b.text()));
        return new Completions(start, end, items);
    }
}
