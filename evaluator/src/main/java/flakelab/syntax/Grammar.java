package flakelab.syntax;

import static flakelab.syntax.Automaton.NONE;

import flakelab.syntax.Automaton.Rule;
import flakelab.syntax.Automaton.State;
import java.util.ArrayList;
import java.util.Arrays;
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
    private final List<Rule> rules = new ArrayList<>();
    private final List<State> states;

    private Grammar() {
        readRules();
        states = Automaton.of(rules);
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
            int reduce = state.fallback();
            if ((state.explicit() | state.refused()) != 0) {
                if (!read) {
                    lexer.next();
                    read = true;
                }
                int terminal = lexer.kind.ordinal();
                if ((state.explicit() >>> terminal & 1) != 0) {
                    int next = state.shifts()[terminal];
                    if (next >= 0) {
                        stack = top + 1 == stack.length ? Arrays.copyOf(stack, 2 * top) : stack;
                        stack[++top] = next;
                        read = false;
                        continue;
                    }
                    reduce = state.reduces()[terminal];
                } else if ((state.refused() >>> terminal & 1) != 0) {
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
            top -= rule.right().length;
            int next = states.get(stack[top]).shifts()[rule.left()];
            stack = top + 1 == stack.length ? Arrays.copyOf(stack, 2 * top) : stack;
            stack[++top] = next;
        }
    }

    private static SyntaxException unexpected(Lexer lexer, State state, SyntaxErrors errors) {
        StringBuilder message = new StringBuilder("syntax error, unexpected ")
            .append(lexer.kind.shown);
        if (Long.bitCount(state.explicit()) <= MOST_EXPECTED) {
            String separator = ", expecting ";
            for (Terminal terminal : Terminal.values()) {
                if ((state.explicit() & terminal.bit()) != 0) {
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
}
