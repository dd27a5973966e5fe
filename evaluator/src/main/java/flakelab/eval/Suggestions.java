package flakelab.eval;

import flakelab.syntax.Symbol;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// "Did you mean …?": the names nearest to a misspelt one (CppNix `suggestions.cc`).
public final class Suggestions {
    private static final int MOST = 5;
    private static final int FARTHEST = 2;

    private Suggestions() {}

    /// At most five names within an edit distance of two, nearest first.
    public static List<String> best(Collection<Symbol> names, Symbol wanted) {
        return names.stream()
            .map(n -> new Candidate(distance(wanted.name, n.name), n.name))
            .filter(c -> c.distance <= FARTHEST)
            .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
            .limit(MOST)
            .map(Candidate::name)
            .toList();
    }

    private record Candidate(int distance, String name) {}

    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > FARTHEST) {
            return FARTHEST + 1;
        }
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 0; i < a.length(); i++) {
            current[0] = i + 1;
            for (int j = 0; j < b.length(); j++) {
                int substitution = previous[j] + (a.charAt(i) == b.charAt(j) ? 0 : 1);
                current[j + 1] = Math.min(substitution, 1 + Math.min(previous[j + 1], current[j]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
