package flakelab.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Names that were perhaps meant instead of one that does not exist. Rules: CppNix `src/libutil/suggestions.cc`.
public final class Suggestions {
    private static final int MOST = 5;
    private static final int FARTHEST = 2;

    private record Candidate(int distance, String name) {}

    private Suggestions() {}

    /// The nearest names among those given, best first: at most five, at most two edits away.
    public static List<String> best(String wanted, Collection<String> among) {
        return among.stream()
            .filter(name -> Math.abs(name.length() - wanted.length()) <= FARTHEST)
            .map(name -> new Candidate(distance(wanted, name), name))
            .filter(candidate -> candidate.distance <= FARTHEST)
            .distinct()
            .sorted(Comparator.comparingInt(Candidate::distance)
                .thenComparing(Candidate::name))
            .limit(MOST)
            .map(Candidate::name)
            .toList();
    }

    /// `Did you mean one of a, b or c?`; the list must not be empty.
    static String question(List<String> names) {
        StringBuilder out = new StringBuilder(
                names.size() == 1 ? "Did you mean " : "Did you mean one of ");
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                out.append(i == names.size() - 1 ? " or " : ", ");
            }
            out.append(Ansi.magenta(Ansi.filter(names.get(i), false)));
        }
        return out.append('?').toString();
    }

    /// The Levenshtein distance: how many bytes to insert, delete or replace.
    static int distance(String first, String second) {
        int[] previous = new int[second.length() + 1];
        int[] current = new int[second.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 0; i < first.length(); i++) {
            current[0] = i + 1;
            for (int j = 0; j < second.length(); j++) {
                int replaced = previous[j] + (first.charAt(i) == second.charAt(j) ? 0 : 1);
                current[j + 1] = Math.min(replaced,
                        Math.min(previous[j + 1], current[j]) + 1);
            }
            int[] done = previous;
            previous = current;
            current = done;
        }
        return previous[second.length()];
    }
}
