package flakelab.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Nix's grammar as rules, from which come the words for what is wrong with a text that [Parser] could not read.
///
/// CppNix's messages ("unexpected ';', expecting '.' or '='") follow from the LALR(1) automaton bison makes of its grammar: what is
/// unexpected is the token no action fits, what is expected is what the state reached by then has actions for, and nothing is
/// listed if that is more than four. So the automaton is made here in the same way, when the first error needs it, and replays the tokens.
/// The rules are those of `src/libexpr/parser.y` in their order, which decides between default reductions; sets of terminals are bit sets
/// over [Terminal#ordinal].
final class Grammar {
    /// One rule a line; `%` and a level gives a rule the precedence of an operator it does not hold.
    private static final String RULES = """
            start = expr
            start = REPL_BINDINGS binds1
            expr = function
            function = ID COLON function
            function = pattern COLON function
            function = pattern AT ID COLON function
            function = ID AT pattern COLON function
            function = ASSERT expr SEMICOLON function
            function = WITH expr SEMICOLON function
            function = LET binds IN function
            function = if
            if = IF expr THEN expr ELSE expr
            if = from
            if = into
            if = op
            from = op PIPE_FROM from
            from = op PIPE_FROM op
            into = into PIPE_INTO op
            into = op PIPE_INTO op
            op = NOT op %7
            op = MINUS op %12
            op = op EQ op
            op = op NEQ op
            op = op LESS op
            op = op LEQ op
            op = op GREATER op
            op = op GEQ op
            op = op AND op
            op = op OR op
            op = op IMPL op
            op = op UPDATE op
            op = op QUESTION attrpath
            op = op PLUS op
            op = op MINUS op
            op = op STAR op
            op = op SLASH op
            op = op CONCAT op
            op = app
            app = app select
            app = select
            select = simple DOT attrpath
            select = simple DOT attrpath OR_KW select
            select = simple OR_KW
            select = simple
            simple = ID
            simple = INT
            simple = FLOAT
            simple = QUOTE parts QUOTE
            simple = IND_OPEN indparts IND_CLOSE
            simple = path PATH_END
            simple = path interpolated PATH_END
            simple = SPATH
            simple = URI
            simple = LPAREN expr RPAREN
            simple = LET LBRACE binds RBRACE
            simple = REC LBRACE binds RBRACE
            simple = LBRACE binds1 RBRACE
            simple = LBRACE RBRACE
            simple = LBRACKET list RBRACKET
            parts = STR
            parts = interpolated
            parts =
            interpolated = interpolated STR
            interpolated = interpolated DOLLAR_CURLY expr RBRACE
            interpolated = DOLLAR_CURLY expr RBRACE
            interpolated = STR DOLLAR_CURLY expr RBRACE
            path = PATH
            path = HPATH
            indparts = indparts IND_STR
            indparts = indparts DOLLAR_CURLY expr RBRACE
            indparts =
            binds = binds1
            binds =
            binds1 = binds1 attrpath ASSIGN expr SEMICOLON
            binds1 = binds INHERIT attrs SEMICOLON
            binds1 = binds INHERIT LPAREN expr RPAREN attrs SEMICOLON
            binds1 = attrpath ASSIGN expr SEMICOLON
            attrs = attrs attr
            attrs = attrs stringattr
            attrs =
            attrpath = attrpath DOT attr
            attrpath = attrpath DOT stringattr
            attrpath = attr
            attrpath = stringattr
            attr = ID
            attr = OR_KW
            stringattr = QUOTE parts QUOTE
            stringattr = DOLLAR_CURLY expr RBRACE
            list = list select
            list =
            pattern = LBRACE formals COMMA ELLIPSIS RBRACE
            pattern = LBRACE ELLIPSIS RBRACE
            pattern = LBRACE formals COMMA RBRACE
            pattern = LBRACE formals RBRACE
            pattern = LBRACE RBRACE
            formals = formals COMMA formal
            formals = formal
            formal = ID
            formal = ID QUESTION expr
            """;
    private static final int TERMINALS = Terminal.values().length;
    private static final int MOST_EXPECTED = 4;
    private static final int NONE = -1;

    /// `left` is a nonterminal's number (they follow the terminals'); `precedence` 0 if the rule has none.
    private record Rule(int left, int[] right, int precedence) {}

    /// `shifts`: by symbol, the next state or -1. `reduces`: by terminal, the rule or -1. `fallback`: the rule reduced whatever
    /// comes, or -1. `explicit`: terminals with an action of their own, which are the expected ones; `refused`: those that are
    /// an error although the fallback would fit (`a == b == c`).
    private record State(int[] shifts, int[] reduces, int fallback, long explicit, long refused) {}

    private final List<Rule> rules = new ArrayList<>();
    private final List<State> states = new ArrayList<>();

    private Grammar() {
        readRules();
        new Construction().build();
    }

    /// Made when the first error needs it.
    private static final class Lazy {
        static final Grammar GRAMMAR = new Grammar();
    }

    /// The error in a text that is known to be wrong; one of the lexer's where that comes first.
    static SyntaxException explain(String text, SyntaxErrors errors, boolean pipeOperators) {
        return Lazy.GRAMMAR.replay(new Lexer(text, errors, pipeOperators), errors);
    }

    private SyntaxException replay(Lexer lexer, SyntaxErrors errors) {
        int[] stack = new int[64];
        int top = 0;
        boolean read = false;
        while (true) {
            State state = states.get(stack[top]);
            int reduce = state.fallback;
            if ((state.explicit | state.refused) != 0) {
                if (!read) {
                    lexer.next();
                    read = true;
                }
                int terminal = lexer.kind.ordinal();
                if ((state.explicit >>> terminal & 1) != 0) {
                    int next = state.shifts[terminal];
                    if (next >= 0) {
                        stack = top + 1 == stack.length ? Arrays.copyOf(stack, 2 * top) : stack;
                        stack[++top] = next;
                        read = false;
                        continue;
                    }
                    reduce = state.reduces[terminal];
                } else if ((state.refused >>> terminal & 1) != 0) {
                    reduce = NONE;
                }
            }
            if (reduce < 0) {
                return unexpected(lexer, state, errors);
            }
            if (reduce == 0) {
                throw new IllegalStateException("the grammar accepts what the parser does not");
            }
            Rule rule = rules.get(reduce);
            top -= rule.right.length;
            int next = states.get(stack[top]).shifts[rule.left];
            stack = top + 1 == stack.length ? Arrays.copyOf(stack, 2 * top) : stack;
            stack[++top] = next;
        }
    }

    private static SyntaxException unexpected(Lexer lexer, State state, SyntaxErrors errors) {
        StringBuilder message = new StringBuilder("syntax error, unexpected ")
            .append(lexer.kind.shown);
        if (Long.bitCount(state.explicit) <= MOST_EXPECTED) {
            String separator = ", expecting ";
            for (Terminal terminal : Terminal.values()) {
                if ((state.explicit & terminal.bit()) != 0) {
                    message.append(separator).append(terminal.shown);
                    separator = " or ";
                }
            }
        }
        return errors.unexpected(lexer.start, message.toString());
    }

    private void readRules() {
        Map<String, Integer> symbols = new HashMap<>();
        for (Terminal terminal : Terminal.values()) {
            symbols.put(terminal.name(), terminal.ordinal());
        }
        List<String[]> lines = new ArrayList<>();
        for (String line : RULES.split("\n")) {
            String[] words = line.split(" ");
            lines.add(words);
            symbols.putIfAbsent(words[0], symbols.size());
        }
        // The rule bison adds: the text is a start followed by its end.
        rules.add(new Rule(symbols.size(),
                new int[]{number("start", symbols), Terminal.END.ordinal()}, 0));
        for (String[] line : lines) {
            rules.add(rule(line, symbols));
        }
    }

    private static Rule rule(String[] line, Map<String, Integer> symbols) {
        int size = line.length;
        int precedence = 0;
        boolean marked = line[size - 1].startsWith("%");
        if (marked) {
            size--;
            precedence = Integer.parseInt(line[size].substring(1));
        }
        int[] right = new int[size - 2];
        for (int i = 0; i < right.length; i++) {
            right[i] = number(line[i + 2], symbols);
            if (right[i] < TERMINALS && !marked) {
                precedence = Precedence.of(Terminal.values()[right[i]]);
            }
        }
        return new Rule(number(line[0], symbols), right, precedence);
    }

    private static int number(String symbol, Map<String, Integer> symbols) {
        return Objects.requireNonNull(symbols.get(symbol), symbol);
    }

    /// The LALR(1) construction: states by their items, then lookaheads handed on between them until nothing is learned. It runs
    /// once, in a JVM that is perhaps just starting, so it works on plain arrays.
    private final class Construction {
        private final int symbols = rules.getFirst().left + 1;
        private final int[][] rulesOf = new int[symbols][];
        private final boolean[] nullable = new boolean[symbols];
        private final long[] first = new long[symbols];

        /// Items are numbered: a rule's first plus the number of symbols before its dot. For each, its rule, the symbol after the
        /// dot (or NONE), and whether and with what the rest after that symbol can start.
        private final int[] firstItem = new int[rules.size()];
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

        Construction() {
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

        void build() {
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
}
