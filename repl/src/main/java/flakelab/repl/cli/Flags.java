package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import flakelab.session.SessionException;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The flags and words a program takes, declared once: reading the command line, help and completion come from here.
///
/// Nix's grammar: `-qlf` is `-q -l -f`, `-j3` is `-j 3`, `--` ends flags. Grammar and words as CppNix
/// `RootArgs::parseCmdline` and `Args::processFlag` (`src/libutil/args.cc`).
final class Flags {
    /// The category of the flags that are a program's own.
    static final String OWN = "";

    /// As many values as there are.
    private static final int ALL = Integer.MAX_VALUE;

    /// One flag; `old` flags are read by the old programs themselves and complain in other words.
    record Flag(List<String> names, int arity, Consumer<List<String>> handler, String labels,
            String doc, String category, boolean old, Completions.Completer completer) {
        private Flag with(Completions.Completer completer) {
            return new Flag(names, arity, handler, labels, doc, category, old, completer);
        }
    }

    /// What a program takes beside flags; `label` is empty where it did not say.
    record Words(String label, Completions.Completer completer) {}

    private final Map<String, Flag> flags = new LinkedHashMap<>();
    private final List<String> given = new ArrayList<>();
    private final List<Runnable> completions = new ArrayList<>();
    private Words words = new Words("", Completions.Completer.NOTHING);
    private Predicate<Flags> more = flags -> false;
    private String category = OWN;
    private List<String> lastNames = List.of();
    private @Nullable Help help;
    private @Nullable EvalFlags common;

    /// The flags that follow belong together under a title.
    Flags in(String title) {
        category = title;
        return this;
    }

    /// A flag without a value. `names` are like `--json` or `-A`.
    Flags toggle(Runnable handler, String doc, String... names) {
        return add(0, arguments -> handler.run(), "", doc, false, names);
    }

    /// A flag with one value; `label` names it in the help.
    Flags value(Consumer<String> handler, String label, String doc, String... names) {
        return add(1, arguments -> handler.accept(arguments.getFirst()), label, doc, false, names);
    }

    /// A flag with two values.
    Flags pair(BiConsumer<String, String> handler, String labels, String doc, String... names) {
        return add(2, arguments -> handler.accept(arguments.get(0), arguments.get(1)), labels, doc,
                false, names);
    }

    /// A flag that takes all that is left of the line, flags too.
    Flags rest(Consumer<List<String>> handler, String labels, String doc, String... names) {
        return add(ALL, handler, labels, doc, false, names);
    }

    /// A flag with one value, as the programs before `nix` read it.
    Flags oldValue(Consumer<String> handler, String label, String doc, String... names) {
        return add(1, values -> handler.accept(values.getFirst()), label, doc, true, names);
    }

    private Flags add(int arity, Consumer<List<String>> handler, String labels, String doc, boolean old,
            String... names) {
        lastNames = List.of(names);
        Flag flag = new Flag(lastNames, arity, handler, labels, doc, category, old, Completions.Completer.NOTHING);
        for (String name : names) {
            if (old) {
                flags.put(name, flag);
            } else {
                flags.putIfAbsent(name, flag);
            }
        }
        return this;
    }

    /// Takes back flags that make no sense for this program.
    Flags without(String... names) {
        List.of(names).forEach(flags::remove);
        return this;
    }

    /// How the values of the flag declared last are completed.
    Flags completedBy(Completions.Completer completer) {
        lastNames.forEach(name -> flags.computeIfPresent(name, (key, flag) -> flag.with(completer)));
        return this;
    }

    /// What the program takes beside flags.
    Flags words(String label, Completions.Completer completer) {
        words = new Words(label, completer);
        return this;
    }

    /// Flags added only when a flag is met that is not among the others (those of all settings).
    Flags later(Consumer<Flags> declare) {
        more = flags -> {
            declare.accept(flags);
            return true;
        };
        return this;
    }

    void explainedBy(Help text) {
        help = text;
    }

    /// The flags of settings among these, by which completion opens a session.
    void common(EvalFlags flags) {
        common = flags;
    }

    Optional<Help> help() {
        return Optional.ofNullable(help);
    }

    Words words() {
        return words;
    }

    /// All flags declared, each once; those of settings left out.
    List<Flag> all() {
        return List.copyOf(new LinkedHashSet<>(flags.values()));
    }

    // Reading

    /// Reads a command line: flags go to their handlers, everything else to `positional`.
    ///
    /// @throws flakelab.session.SessionException for an unknown flag or missing values, with CppNix's words
    void parse(List<String> arguments, Consumer<String> positional) {
        if (help != null) {
            help.shell().declare(new Declaration.What.Single(this));
        }
        try {
            read(arguments, positional);
        } catch (SessionException e) {
            if (!e.isUsage() || help == null || !help.explains()) {
                throw e;
            }
        }
        if (help != null && help.shell().completions().isPresent()) {
            answerCompletion();
        }
        if (help != null) {
            help.answer(this, Optional.ofNullable(common));
        }
    }

    private void read(List<String> arguments, Consumer<String> positional) {
        List<String> line = new LinkedList<>(arguments);
        ListIterator<String> at = line.listIterator();
        boolean onlyPositional = false;
        while (at.hasNext()) {
            String word = at.next();
            if (!onlyPositional && isCompound(word)) {
                word = expand(word, at);
            }
            if (!onlyPositional && word.equals("--")) {
                onlyPositional = true;
            } else if (!onlyPositional && word.startsWith("-") && !takesAsPositional(word)) {
                run(word, at);
            } else {
                takeWord(word, positional);
            }
        }
    }

    private void takeWord(String word, Consumer<String> positional) {
        Optional<String> prefix = Completions.prefix(word);
        if (prefix.isPresent()) {
            deferCompletion(words.completer(), 0, prefix.get());
        } else {
            given.add(word);
            positional.accept(word);
        }
    }

    /// Reads a command line and gives what is no flag: at least, and at most, so many words.
    List<String> parse(List<String> arguments, int least, int most) {
        List<String> words = new ArrayList<>();
        parse(arguments, word -> {
            if (words.size() == most) {
                refuse(word);
            }
            words.add(word);
        });
        if (words.size() < least) {
            throw SessionErrors.usage("more arguments are required");
        }
        return words;
    }

    /// For programs that take nothing but flags.
    static void refuse(String word) {
        throw SessionErrors.usage(Emphasis.format("unexpected argument '%s'", word));
    }

    private boolean takesAsPositional(String word) {
        return word.equals("-") && !flags.containsKey("-");
    }

    private static boolean isCompound(String word) {
        return word.length() > 2 && word.charAt(0) == '-' && word.charAt(1) != '-'
                && isLetter(word.charAt(1));
    }

    /// Puts the parts of `-abc3` after the first one back into the line and returns `-a`.
    private static String expand(String word, ListIterator<String> at) {
        int added = 0;
        for (int i = 2; i < word.length(); i++) {
            if (isLetter(word.charAt(i))) {
                at.add("-" + word.charAt(i));
                added++;
            } else {
                at.add(word.substring(i));
                added++;
                break;
            }
        }
        for (; added > 0; added--) {
            at.previous();
        }
        return word.substring(0, 2);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void run(String word, ListIterator<String> at) {
        Flag flag = find(word);
        List<String> values = new ArrayList<>();
        boolean completing = false;
        while (values.size() < flag.arity() && (at.hasNext() || !completing && flag.arity() != ALL)) {
            if (!at.hasNext()) {
                throw missing(word, flag, values.size());
            }
            String value = at.next();
            Optional<String> prefix = Completions.prefix(value);
            if (prefix.isPresent()) {
                completing = true;
                deferCompletion(flag.completer(), values.size(), prefix.get());
            }
            values.add(value);
        }
        if (!completing) {
            flag.handler().accept(values);
        }
    }

    private Flag find(String word) {
        Completions.prefix(word).ifPresent(this::completeName);
        Flag flag = flags.get(word);
        if (flag == null && more.test(this)) {
            more = flags -> false;
            flag = flags.get(word);
        }
        if (flag == null) {
            throw SessionErrors.usage(Emphasis.format("unrecognised flag '%s'", word));
        }
        return flag;
    }

    private static RuntimeException missing(String word, Flag flag, int given) {
        if (flag.old()) {
            return SessionErrors.usage(Emphasis.format("'%s' requires an argument", word));
        }
        return SessionErrors
            .usage(Emphasis.format("flag '%s' requires %s argument(s), but only %s were given",
                    word, flag.arity(), given));
    }

    /// How many words a flag takes, its own among them.
    int size(String word, List<String> following) {
        Flag flag = find(word);
        if (flag.arity() == ALL) {
            return 1 + following.size();
        }
        if (following.size() < flag.arity()
                && following.stream().noneMatch(each -> Completions.prefix(each).isPresent())) {
            throw missing(word, flag, following.size());
        }
        return 1 + flag.arity();
    }

    // Completion

    private void deferCompletion(Completions.Completer completer, int index, String prefix) {
        completions.add(() -> completer.complete(into(), index, prefix));
    }

    private Completions into() {
        return Objects.requireNonNull(help).shell().completions().orElseThrow();
    }

    /// Completes all that was marked, and ends the program.
    private void answerCompletion() {
        Completions into = into();
        into.read(given, Optional.ofNullable(common));
        completions.forEach(Runnable::run);
        throw new Exit(0);
    }

    private void completeName(String typed) {
        Completions into = into();
        Map<String, String> docs = new TreeMap<>();
        flags.forEach((name, flag) -> docs.put(name, flag.doc()));
        if (typed.equals("-")) {
            into.add("--");
        }
        docs.forEach((name, doc) -> {
            boolean fits = typed.startsWith("--")
                    ? name.startsWith(typed)
                    : typed.equals("-") && name.length() == 2;
            if (fits) {
                into.add(name, doc);
            }
        });
        throw new Exit(0);
    }
}
