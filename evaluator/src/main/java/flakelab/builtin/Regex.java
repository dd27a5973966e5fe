package flakelab.builtin;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A POSIX extended regular expression as `builtins.match` and `builtins.split` understand it: CppNix uses
/// libstdc++'s `std::regex` with the `extended` grammar in the C locale, over bytes.
///
/// Compiled expressions are kept; [RegexParser] reads them, [RegexMachine] runs them.
public final class Regex {
    /// Any reason libstdc++ has not to accept a pattern except its size.
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    /// The automaton would have more states than libstdc++ allows.
    public static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super(null, null, false, false);
        }
    }

    private static final int CACHED = 4096;
    private static final ConcurrentHashMap<String, Regex> CACHE = new ConcurrentHashMap<>();

    private final RegexProgram program;
    private final @Nullable BitSet firsts;

    private Regex(RegexProgram program) {
        this.program = program;
        this.firsts = program.firsts(0);
    }

    public static Regex of(String pattern) throws Malformed, TooLarge {
        Regex known = CACHE.get(pattern);
        if (known != null) {
            return known;
        }
        Regex regex = new Regex(RegexParser.parse(pattern));
        if (CACHE.size() >= CACHED) {
            CACHE.clear();
        }
        CACHE.put(pattern, regex);
        return regex;
    }

    /// The groups of a match of the whole input, null for those that took no part; null if it does not match.
    @Nullable
    String @Nullable [] match(String input) {
        if (firsts != null && (input.isEmpty() || !firsts.get(input.charAt(0)))) {
            return null;
        }
        RegexMachine machine = new RegexMachine(program, input);
        return machine.matches() ? groups(machine, input) : null;
    }

    /// A match found by [#split]: where it is, the text since the one before, and its groups.
    record Found(int start, int end, String before, @Nullable String[] groups) {}

    /// Where a match starts and ends.
    public record Span(int start, int end) {}

    /// Where all matches are, from left to right.
    public List<Span> spans(String input) {
        return split(input).matches().stream().map(found -> new Span(found.start(), found.end())).toList();
    }

    /// All matches from left to right, and what is left after the last. Iterates as `std::regex_iterator`.
    record Split(List<Found> matches, String rest) {}

    Split split(String input) {
        RegexMachine machine = new RegexMachine(program, input);
        List<Found> matches = new ArrayList<>();
        int flags = 0;
        int from = 0;
        boolean found = machine.search(0, 0, firsts);
        while (found) {
            int start = machine.start(0);
            int end = machine.end(0);
            matches.add(new Found(start, end, input.substring(from, start), groups(machine, input)));
            from = end;
            if (end == start) {
                if (end == input.length()) {
                    break;
                }
                if (machine.search(end, flags | RegexMachine.NOT_EMPTY | RegexMachine.CONTINUOUS,
                        null)) {
                    continue;
                }
                end++;
            }
            flags |= RegexMachine.PREVIOUS_AVAILABLE;
            found = machine.search(end, flags, firsts);
        }
        return new Split(matches, input.substring(from));
    }

    private @Nullable String[] groups(RegexMachine machine, String input) {
        @Nullable
        String[] result = new @Nullable String[program.groups - 1];
        for (int group = 1; group < program.groups; group++) {
            int start = machine.start(group);
            result[group - 1] = start < 0 ? null : input.substring(start, machine.end(group));
        }
        return result;
    }
}
