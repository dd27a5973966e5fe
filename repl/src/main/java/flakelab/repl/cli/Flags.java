package flakelab.repl.cli;

import flakelab.session.SessionErrors;
import flakelab.text.Emphasis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The flags a program takes, and Nix's grammar of command lines: `-qlf` is `-q -l -f`, `-j3` is `-j 3`, `--` ends flags.
///
/// Grammar and words as CppNix `RootArgs::parseCmdline` and `Args::processFlag` (`src/libutil/args.cc`).
final class Flags {
    /// As many values as there are.
    private static final int ALL = Integer.MAX_VALUE;

    /// One flag; `old` flags are read by the old programs themselves and complain in other words.
    private record Flag(String name, int arity, Consumer<List<String>> handler, String labels,
            String doc, boolean old) {}

    private final Map<String, Flag> flags = new LinkedHashMap<>();
    private Predicate<Flags> more = flags -> false;

    /// A flag without a value. `names` are like `--json` or `-A`.
    Flags toggle(Runnable handler, String doc, String... names) {
        return add(0, arguments -> handler.run(), "", doc, names);
    }

    /// A flag with one value; `label` names it in the help.
    Flags value(Consumer<String> handler, String label, String doc, String... names) {
        return add(1, arguments -> handler.accept(arguments.getFirst()), label, doc, names);
    }

    /// A flag with two values.
    Flags pair(BiConsumer<String, String> handler, String labels, String doc,
            String... names) {
        return add(2, arguments -> handler.accept(arguments.get(0), arguments.get(1)), labels, doc,
                names);
    }

    /// A flag that takes all that is left of the line, flags too.
    Flags rest(Consumer<List<String>> handler, String labels, String doc, String... names) {
        return add(ALL, handler, labels, doc, names);
    }

    /// A flag with one value, as the programs before `nix` read it.
    Flags oldValue(Consumer<String> handler, String label, String doc, String... names) {
        for (String name : names) {
            flags.put(name, new Flag(name, 1, values -> handler.accept(values.getFirst()), label,
                    doc, true));
        }
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

    private Flags add(int arity, Consumer<List<String>> handler, String labels, String doc,
            String... names) {
        for (String name : names) {
            flags.putIfAbsent(name, new Flag(name, arity, handler, labels, doc, false));
        }
        return this;
    }

    /// Reads a command line: flags go to their handlers, everything else to `positional`.
    ///
    /// @throws flakelab.session.SessionException for an unknown flag or missing values, with CppNix's words
    void parse(List<String> arguments, Consumer<String> positional) {
        List<String> words = new LinkedList<>(arguments);
        ListIterator<String> at = words.listIterator();
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
                positional.accept(word);
            }
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
        while (values.size() < flag.arity()) {
            if (!at.hasNext()) {
                if (flag.arity() == ALL) {
                    break;
                }
                throw missing(flag, values.size());
            }
            values.add(at.next());
        }
        flag.handler().accept(values);
    }

    private Flag find(String word) {
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

    private static RuntimeException missing(Flag flag, int given) {
        if (flag.old()) {
            return SessionErrors.usage(Emphasis.format("'%s' requires an argument", flag.name()));
        }
        return SessionErrors
            .usage(Emphasis.format("flag '%s' requires %s argument(s), but only %s were given",
                    flag.name(), flag.arity(), given));
    }

    /// How many words a flag takes, its own among them.
    int size(String word, List<String> following) {
        Flag flag = find(word);
        if (flag.arity() == ALL) {
            return 1 + following.size();
        }
        if (flag.arity() == 0) {
            flag.handler().accept(List.of());
        } else if (following.size() < flag.arity()) {
            throw missing(flag, following.size());
        }
        return 1 + flag.arity();
    }

    /// The flags for `--help`: one line each, the flags of settings left out.
    String help() {
        StringBuilder text = new StringBuilder();
        for (Flag flag : flags.values()) {
            if (!flag.doc().isEmpty()) {
                text.append("  %-34s %s%n".formatted(
                        (flag.name() + " " + flag.labels()).stripTrailing(),
                        flag.doc()));
            }
        }
        return text.toString();
    }

    /// The names of all flags, sorted.
    TreeSet<String> names() {
        return new TreeSet<>(flags.keySet());
    }
}
