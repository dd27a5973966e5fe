package flakelab.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    static SyntaxException explain(String text, SyntaxErrors errors, boolean pipeOperators,
            boolean replBindings) {
        return Lazy.GRAMMAR.replay(new Lexer(text, errors, pipeOperators), errors, replBindings);
    }

    private SyntaxException replay(Lexer lexer, SyntaxErrors errors, boolean replBindings) {
        int[] stack = new int[64];
        int top = 0;
        boolean read = replBindings;
        if (read) {
            lexer.startReplBindings();
        }
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
        List<String[]> lines = RULES.lines().map(line -> line.split(" ")).toList();
        for (String[] line : lines) {
            symbols.computeIfAbsent(line[0], name -> symbols.size());
        }
        // The rule bison adds: the text is a start followed by its end.
        rules.add(new Rule(symbols.size(),
                new int[] { symbols.get("start"), Terminal.END.ordinal() }, 0));
        for (String[] line : lines) {
            int size = line.length;
            int precedence = 0;
            if (line[size - 1].startsWith("%")) {
                size--;
                precedence = Integer.parseInt(line[size].substring(1));
            }
            int[] right = new int[size - 2];
            for (int i = 0; i < right.length; i++) {
                right[i] = symbols.get(line[i + 2]);
                if (right[i] < TERMINALS && line.length == size) {
                    precedence = Precedence.of(Terminal.values()[right[i]]);
                }
            }
            rules.add(new Rule(symbols.get(line[0]), right, precedence));
        }
    }

    /// The LALR(1) construction: sets of items with lookahead, merged by their items, until nothing changes.
    private final class Construction {
        /// Items are numbered: a rule's first plus the number of symbols before its dot.
        private final int[] firstItem = new int[rules.size()];
        private int[] ruleOf = new int[0];
        private int items;
        private final int symbols = rules.getFirst().left + 1;
        private final boolean[] nullable = new boolean[symbols];
        private final long[] first = new long[symbols];
        private final List<int[]> kernels = new ArrayList<>();
        private final List<long[]> lookaheads = new ArrayList<>();
        private final List<int[]> shifts = new ArrayList<>();
        private final Map<List<Integer>, Integer> stateOf = new HashMap<>();

        void build() {
            number();
            findFirsts();
            state(new int[] { 0 });
            lookaheads.getFirst()[0] = Terminal.END.bit();
            boolean changed = true;
            while (changed) {
                changed = false;
                for (int i = 0; i < kernels.size(); i++) {
                    changed |= expand(i);
                }
            }
            for (int i = 0; i < kernels.size(); i++) {
                states.add(actions(i));
            }
        }

        private void number() {
            for (int r = 0; r < rules.size(); r++) {
                firstItem[r] = items;
                items += rules.get(r).right.length + 1;
            }
            ruleOf = new int[items];
            for (int r = 0; r < rules.size(); r++) {
                Arrays.fill(ruleOf, firstItem[r], firstItem[r] + rules.get(r).right.length + 1, r);
            }
        }

        private void findFirsts() {
            for (int t = 0; t < TERMINALS; t++) {
                first[t] = 1L << t;
            }
            boolean changed = true;
            while (changed) {
                changed = false;
                for (Rule rule : rules) {
                    long before = first[rule.left];
                    boolean wasNullable = nullable[rule.left];
                    first[rule.left] |= firstOf(rule.right, 0, 0);
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

        /// What `right[from…]` followed by one of `after` can start with.
        private long firstOf(int[] right, int from, long after) {
            long result = 0;
            for (int i = from; i < right.length; i++) {
                result |= first[right[i]];
                if (!nullable[right[i]]) {
                    return result;
                }
            }
            return result | after;
        }

        private int state(int[] kernel) {
            List<Integer> key = Arrays.stream(kernel).boxed().toList();
            Integer known = stateOf.putIfAbsent(key, kernels.size());
            if (known != null) {
                return known;
            }
            kernels.add(kernel);
            lookaheads.add(new long[kernel.length]);
            int[] none = new int[symbols];
            Arrays.fill(none, -1);
            shifts.add(none);
            return kernels.size() - 1;
        }

        /// The lookahead of every item in a state, 0 for those not in it.
        private long[] closure(int state) {
            long[] ahead = new long[items];
            int[] kernel = kernels.get(state);
            for (int i = 0; i < kernel.length; i++) {
                ahead[kernel[i]] = lookaheads.get(state)[i];
            }
            boolean changed = true;
            while (changed) {
                changed = false;
                for (int item = 0; item < items; item++) {
                    Rule rule = rules.get(ruleOf[item]);
                    int dot = item - firstItem[ruleOf[item]];
                    if (ahead[item] == 0 || dot == rule.right.length
                            || rule.right[dot] < TERMINALS) {
                        continue;
                    }
                    long after = firstOf(rule.right, dot + 1, ahead[item]);
                    for (int r = 0; r < rules.size(); r++) {
                        if (rules.get(r).left == rule.right[dot]) {
                            changed |= (after & ~ahead[firstItem[r]]) != 0;
                            ahead[firstItem[r]] |= after;
                        }
                    }
                }
            }
            return ahead;
        }

        /// Hands the lookaheads of a state on to those it shifts to; returns whether that changed any.
        private boolean expand(int state) {
            long[] ahead = closure(state);
            boolean changed = false;
            for (int symbol = 0; symbol < symbols; symbol++) {
                int[] kernel = new int[items];
                int size = 0;
                for (int item = 0; item < items; item++) {
                    Rule rule = rules.get(ruleOf[item]);
                    int dot = item - firstItem[ruleOf[item]];
                    if (ahead[item] != 0 && dot < rule.right.length && rule.right[dot] == symbol) {
                        kernel[size++] = item + 1;
                    }
                }
                if (size > 0) {
                    int known = kernels.size();
                    int next = state(Arrays.copyOf(kernel, size));
                    changed |= next == known;
                    shifts.get(state)[symbol] = next;
                    long[] target = lookaheads.get(next);
                    for (int i = 0; i < size; i++) {
                        long more = ahead[kernel[i] - 1];
                        changed |= (more & ~target[i]) != 0;
                        target[i] |= more;
                    }
                }
            }
            return changed;
        }

        /// The actions of a state, conflicts resolved by precedence, and its most frequent reduction as the fallback.
        private State actions(int state) {
            long[] ahead = closure(state);
            int[] couldShift = shifts.get(state);
            int[] moves = couldShift.clone();
            int[] reduces = new int[TERMINALS];
            Arrays.fill(reduces, -1);
            List<Integer> complete = new ArrayList<>();
            for (int r = 0; r < rules.size(); r++) {
                int last = firstItem[r] + rules.get(r).right.length;
                if (ahead[last] != 0) {
                    complete.add(r);
                    for (int t = 0; t < TERMINALS; t++) {
                        if ((ahead[last] >>> t & 1) != 0 && reduceWins(rules.get(r), t, moves)) {
                            reduces[t] = r;
                        }
                    }
                }
            }
            int fallback = fallback(complete, reduces, moves);
            long explicit = 0;
            long refused = 0;
            for (int t = 0; t < TERMINALS; t++) {
                if (moves[t] >= 0 || (reduces[t] >= 0 && reduces[t] != fallback)) {
                    explicit |= 1L << t;
                } else if (couldShift[t] >= 0 && reduces[t] < 0) {
                    refused |= 1L << t;
                }
            }
            return new State(moves, reduces, fallback, explicit, refused);
        }

        /// Whether a rule is reduced before a terminal; takes back the shift in its favour, or both where chains are errors.
        private boolean reduceWins(Rule rule, int terminal, int[] moves) {
            if (moves[terminal] < 0) {
                return true;
            }
            int level = Precedence.of(Terminal.values()[terminal]);
            if (level > rule.precedence
                    || (level == rule.precedence && Precedence.rightOf(level) == level)) {
                return false;
            }
            moves[terminal] = NONE;
            return level < rule.precedence || !Precedence.chainless(level);
        }

        private int fallback(List<Integer> complete, int[] reduces, int[] moves) {
            boolean shiftsTerminal = Arrays.stream(moves, 0, TERMINALS).anyMatch(next -> next >= 0);
            if (complete.size() == 1 && !shiftsTerminal) {
                return complete.getFirst();
            }
            int best = -1;
            long most = 0;
            for (int rule : complete) {
                long uses = Arrays.stream(reduces).filter(r -> r == rule).count();
                if (uses > most) {
                    most = uses;
                    best = rule;
                }
            }
            return best;
        }
    }
}
