package flakelab.repl.cli;

import flakelab.repl.Invocation;
import flakelab.session.Job;
import flakelab.session.StandardSettings;
import flakelab.session.command.Proposals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What `NIX_GET_COMPLETIONS=N nix …` prints: what the N-th word may become (CppNix `Completions`,
/// `src/libutil/args.cc`). The word to complete carries a marker while the command line is read.
final class Completions {
    private static final String VARIABLE = "NIX_GET_COMPLETIONS";
    private static final String MARKER = "___COMPLETE___";

    /// What the proposals are, for the shell's own rules about quoting and blanks.
    enum Kind {
        NORMAL, FILENAMES, ATTRS
    }

    /// Proposes what may stand in one place of a command line.
    interface Completer {
        /// `index` counts the values of a flag that takes several; `prefix` is what is typed so far.
        void complete(Completions into, int index, String prefix);

        Completer NOTHING = (into, index, prefix) -> {};
        Completer PATH = (into, index, prefix) -> into.paths(prefix, false);
    }

    private record Proposal(String text, String description) {}

    private final Shell shell;
    private final SortedSet<Proposal> proposals = new TreeSet<>(
            Comparator.comparing(Proposal::text).thenComparing(Proposal::description));
    private Kind kind = Kind.NORMAL;
    private List<String> words = List.of();
    private Optional<EvalFlags> common = Optional.empty();

    Completions(Shell shell) {
        this.shell = shell;
    }

    /// Whether this call is for completion.
    static boolean wanted(Invocation call) {
        return call.environment().containsKey(VARIABLE)
                && (call.program().equals("nix") || call.program().equals("flakelab"));
    }

    /// The same call with the word to complete marked.
    static Invocation mark(Invocation call) {
        List<String> words = new ArrayList<>(call.arguments());
        int index = Integer.parseInt(call.environment().getOrDefault(VARIABLE, "")) - 1;
        while (words.size() <= index) {
            words.add("");
        }
        words.set(index, words.get(index) + MARKER);
        return call.withArguments(words);
    }

    /// What was typed of a marked word.
    static Optional<String> prefix(String word) {
        int at = word.indexOf(MARKER);
        return at < 0 ? Optional.empty() : Optional.of(word.substring(0, at));
    }

    void kind(Kind now) {
        kind = now;
    }

    void add(String text) {
        add(text, "");
    }

    /// Of a description only the first sentence is kept.
    void add(String text, String description) {
        String all = description.strip();
        int end = firstEnd(all);
        proposals.add(new Proposal(text, end < 0 || end == all.length() - 1
                ? all.substring(0, end < 0 ? all.length() : end)
                : all.substring(0, end) + " [...]"));
    }

    private static int firstEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '.' || text.charAt(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Adds those of the names that begin as typed.
    void addAll(Iterable<String> names, String prefix) {
        for (String name : names) {
            if (name.startsWith(prefix)) {
                add(name);
            }
        }
    }

    /// Adds the files whose paths begin as typed.
    void paths(String prefix, boolean onlyDirectories) {
        kind(Kind.FILENAMES);
        Invocation call = shell.call();
        Proposals.paths(call.directory(), call.environment().getOrDefault("HOME", ""), prefix, onlyDirectories)
            .forEach(this::add);
    }

    /// The arguments of the command that are no flags, the word to complete left out.
    List<String> words() {
        return words;
    }

    /// What proposals may use once the command line is read.
    void read(List<String> given, Optional<EvalFlags> flags) {
        words = List.copyOf(given);
        common = flags;
    }

    /// Proposals may come from files that pure evaluation does not see.
    void impure() {
        common.ifPresent(flags -> flags.settings.put(StandardSettings.PURE_EVAL, false));
    }

    /// Looks into a session for proposals: each piece of the job's output is one.
    void run(Job job) {
        common.ifPresent(flags -> shell.look(flags.options(), job, this::add));
    }

    /// As CppNix prints them, one a line.
    String text() {
        StringBuilder text = new StringBuilder(kind.name().toLowerCase(Locale.ROOT)).append('\n');
        proposals.forEach(each -> text.append(each.text()).append('\t').append(each.description()).append('\n'));
        return text.toString();
    }
}
