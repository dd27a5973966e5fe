package flakelab.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the LALR(1) automaton of a grammar as bison does: states by their items, lookaheads handed on between them until nothing
/// is learned, conflicts resolved by precedence, the most frequent reduction of a state as its default.
///
/// It runs once, in a JVM that is perhaps just starting, so it works on plain arrays. Sets of terminals are bit sets over
/// [Terminal#ordinal].
final class Automaton {
    static final int NONE = -1;
    private static final int TERMINALS = Terminal.values().length;

    /// `left` is a nonterminal's number (they follow the terminals'); `precedence` 0 if the rule has none.
    record Rule(int left, int[] right, int precedence) {}

    /// `shifts`: by symbol, the next state or -1. `reduces`: by terminal, the rule or -1. `fallback`: the rule reduced whatever
    /// comes, or -1. `explicit`: terminals with an action of their own, which are the expected ones; `refused`: those that are
    /// an error although the fallback would fit (`a == b == c`).
    record State(int[] shifts, int[] reduces, int fallback, long explicit, long refused) {}

    private final List<Rule> rules;
    private final List<State> states = new ArrayList<>();
    private final int symbols;
    private final int[][] rulesOf;
    private final boolean[] nullable;
    private final long[] first;

    /// Items are numbered: a rule's first plus the number of symbols before its dot. For each, its rule, the symbol after the
    /// dot (or NONE), and whether and with what the rest after that symbol can start.
    private final int[] firstItem;
    private final int items;
    private final int[] ruleOf;
    private final int[] symbolOf;
    private final boolean[] restNullable;
    private final long[] restFirst;

    private final List<int[]> kernels = new ArrayList<>();
    private final List<long[]> lookaheads = new ArrayList<>();
    private final List<int[]> shifts = new ArrayList<>();
    private final Map<String, Integer> stateOf = new HashMap<>();
    private final BitSet toDo = new BitSet();

    /// The lookahead of every item in the state at hand, 0 for those not in it.
    private final long[] ahead;
    private final int[] queue;

    private Automaton(List<Rule> rules) {
        this.rules = rules;
        symbols = rules.getFirst().left + 1;
        rulesOf = new int[symbols][];
        nullable = new boolean[symbols];
        first = new long[symbols];
        firstItem = new int[rules.size()];
        int count = 0;
        for (int r = 0; r < rules.size(); r++) {
            firstItem[r] = count;
            count += rules.get(r).right.length + 1;
        }
        items = count;
        ruleOf = new int[items];
        symbolOf = new int[items];
        restNullable = new boolean[items];
        restFirst = new long[items];
        ahead = new long[items];
        queue = new int[items * Long.SIZE];
        findFirsts();
        describeItems();
    }

    /// The states of the automaton for a grammar, the first being the start. The first rule's left side must have the highest number,
    /// its right side end with [Terminal#END].
    static List<State> of(List<Rule> rules) {
        Automaton automaton = new Automaton(rules);
        automaton.build();
        return automaton.states;
    }

    private void findFirsts() {
        for (int symbol = 0; symbol < symbols; symbol++) {
            int[] found = new int[rules.size()];
            int count = 0;
            for (int r = 0; r < rules.size(); r++) {
                if (rules.get(r).left == symbol) {
                    found[count++] = r;
                }
            }
            rulesOf[symbol] = Arrays.copyOf(found, count);
            first[symbol] = symbol < TERMINALS ? 1L << symbol : 0;
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Rule rule : rules) {
                long before = first[rule.left];
                boolean wasNullable = nullable[rule.left];
                first[rule.left] |= firstOf(rule.right, 0);
                nullable[rule.left] |= allNullable(rule.right, 0);
                changed |= first[rule.left] != before || nullable[rule.left] != wasNullable;
            }
        }
    }

    private boolean allNullable(int[] right, int from) {
        for (int i = from; i < right.length; i++) {
            if (!nullable[right[i]]) {
                return false;
            }
        }
        return true;
    }

    private long firstOf(int[] right, int from) {
        long result = 0;
        for (int i = from; i < right.length; i++) {
            result |= first[right[i]];
            if (!nullable[right[i]]) {
                break;
            }
        }
        return result;
    }

    private void describeItems() {
        for (int r = 0; r < rules.size(); r++) {
            int[] right = rules.get(r).right;
            for (int dot = 0; dot <= right.length; dot++) {
                int item = firstItem[r] + dot;
                ruleOf[item] = r;
                symbolOf[item] = dot < right.length ? right[dot] : NONE;
                restNullable[item] = allNullable(right, dot + 1);
                restFirst[item] = firstOf(right, dot + 1);
            }
        }
    }

    private void build() {
        lookaheads.get(state(new int[]{0}))[0] = Terminal.END.bit();
        toDo.set(0);
        for (int state = 0; state >= 0; state = toDo.nextSetBit(0)) {
            toDo.clear(state);
            expand(state);
        }
        for (int state = 0; state < kernels.size(); state++) {
            states.add(actions(state));
        }
    }

    /// The state with these items (their numbers in order), made if there is none.
    private int state(int[] kernel) {
        String key = Arrays.toString(kernel);
        Integer known = stateOf.get(key);
        if (known != null) {
            return known;
        }
        stateOf.put(key, kernels.size());
        kernels.add(kernel);
        lookaheads.add(new long[kernel.length]);
        int[] none = new int[symbols];
        Arrays.fill(none, NONE);
        shifts.add(none);
        return kernels.size() - 1;
    }

    /// Finds all items of a state and their lookaheads.
    private void close(int state) {
        Arrays.fill(ahead, 0);
        int[] kernel = kernels.get(state);
        int size = kernel.length;
        for (int i = 0; i < size; i++) {
            ahead[kernel[i]] = lookaheads.get(state)[i];
            queue[i] = kernel[i];
        }
        for (int done = 0; done < size; done++) {
            int item = queue[done];
            if (symbolOf[item] >= TERMINALS) {
                long after = restFirst[item] | (restNullable[item] ? ahead[item] : 0);
                for (int rule : rulesOf[symbolOf[item]]) {
                    int start = firstItem[rule];
                    if ((after & ~ahead[start]) != 0) {
                        ahead[start] |= after;
                        queue[size++] = start;
                    }
                }
            }
        }
    }

    /// Hands the lookaheads of a state on to the states it shifts to; those that learn something are to do.
    private void expand(int state) {
        close(state);
        int[] targets = shifts.get(state);
        int[] filled = new int[symbols];
        int[][] moved = new int[symbols][];
        for (int item = 0; item < items; item++) {
            int symbol = symbolOf[item];
            if (ahead[item] != 0 && symbol != NONE) {
                int[] kernel = moved[symbol] != null ? moved[symbol] : new int[4];
                kernel = filled[symbol] == kernel.length
                        ? Arrays.copyOf(kernel, 2 * kernel.length)
                        : kernel;
                kernel[filled[symbol]++] = item + 1;
                moved[symbol] = kernel;
            }
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (filled[symbol] > 0) {
                if (targets[symbol] == NONE) {
                    targets[symbol] = state(Arrays.copyOf(moved[symbol], filled[symbol]));
                }
                learn(targets[symbol]);
            }
        }
    }

    private void learn(int state) {
        int[] kernel = kernels.get(state);
        long[] known = lookaheads.get(state);
        for (int i = 0; i < kernel.length; i++) {
            long more = ahead[kernel[i] - 1];
            if ((more & ~known[i]) != 0) {
                known[i] |= more;
                toDo.set(state);
            }
        }
    }

    /// The actions of a state, conflicts resolved by precedence, and its most frequent reduction as the fallback.
    private State actions(int state) {
        close(state);
        int[] couldShift = shifts.get(state);
        int[] moves = couldShift.clone();
        int[] reduces = new int[TERMINALS];
        Arrays.fill(reduces, NONE);
        int[] complete = new int[kernels.get(state).length + 1];
        int count = 0;
        for (int item = 0; item < items; item++) {
            if (ahead[item] != 0 && symbolOf[item] == NONE) {
                complete[count++] = ruleOf[item];
                reduce(ruleOf[item], ahead[item], moves, reduces);
            }
        }
        int fallback = fallback(Arrays.copyOf(complete, count), reduces, moves);
        long explicit = 0;
        long refused = 0;
        for (int t = 0; t < TERMINALS; t++) {
            if (moves[t] != NONE || (reduces[t] != NONE && reduces[t] != fallback)) {
                explicit |= 1L << t;
            } else if (couldShift[t] != NONE && reduces[t] == NONE) {
                refused |= 1L << t;
            }
        }
        return new State(moves, reduces, fallback, explicit, refused);
    }

    /// Enters a reduction for all terminals it comes before; where one can be shifted too, precedence decides.
    private void reduce(int rule, long before, int[] moves, int[] reduces) {
        int ruleLevel = rules.get(rule).precedence;
        for (int t = 0; t < TERMINALS; t++) {
            if ((before >>> t & 1) == 0) {
                continue;
            }
            if (moves[t] == NONE) {
                reduces[t] = rule;
                continue;
            }
            int level = Precedence.of(Terminal.values()[t]);
            boolean chainless = level == ruleLevel && Precedence.chainless(level);
            boolean toTheRight = level == ruleLevel && Precedence.rightOf(level) == level;
            if (level <= ruleLevel && !toTheRight) {
                moves[t] = NONE;
                reduces[t] = chainless ? NONE : rule;
            }
        }
    }

    private int fallback(int[] complete, int[] reduces, int[] moves) {
        boolean shifts = false;
        for (int t = 0; t < TERMINALS; t++) {
            shifts |= moves[t] != NONE;
        }
        if (complete.length == 1 && !shifts) {
            return complete[0];
        }
        int best = NONE;
        int most = 0;
        for (int rule : complete) {
            int uses = 0;
            for (int t = 0; t < TERMINALS; t++) {
                uses += reduces[t] == rule ? 1 : 0;
            }
            if (uses > most) {
                most = uses;
                best = rule;
            }
        }
        return best;
    }
}
