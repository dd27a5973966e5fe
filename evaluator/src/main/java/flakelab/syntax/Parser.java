package flakelab.syntax;

import static flakelab.text.Positions.NONE;

import flakelab.syntax.Expr.AttrName;
import flakelab.text.Diagnostic;
import flakelab.text.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a Nix expression: recursive descent, operators by precedence climbing, one token of lookahead.
///
/// Trees, positions and the order in which errors are noticed are those of CppNix's LALR grammar (`src/libexpr/parser.y`). What it
/// does when a rule is complete is done here at the same moment, before or after the next token is read. Where no rule fits,
/// [Grammar] words the error.
public final class Parser {
    private static final long SIMPLE_STARTS = Terminal.ID.bit() | Terminal.INT.bit()
            | Terminal.FLOAT.bit() | Terminal.QUOTE.bit() | Terminal.IND_OPEN.bit()
            | Terminal.PATH.bit() | Terminal.HPATH.bit() | Terminal.SPATH.bit()
            | Terminal.URI.bit() | Terminal.LPAREN.bit() | Terminal.LET.bit() | Terminal.REC.bit()
            | Terminal.LBRACE.bit() | Terminal.LBRACKET.bit();

    private static final Symbol SUB = Symbol.of("__sub");
    private static final Symbol OR = Symbol.of("or");
    private static final Symbol CUR_POS = Symbol.of("__curPos");
    private static final Symbol BODY = Symbol.of("body");
    private static final Symbol FIND_FILE = Symbol.of("__findFile");
    private static final Symbol NIX_PATH = Symbol.of("__nixPath");

    private final ParserSettings settings;
    private final boolean replBindings;
    private final Cursor cursor;
    private final Lexer lexer;
    private final Paths paths;
    private final Patterns patterns;
    private final Attributes attributes;
    final Strings strings;

    /// Where `f or` ended if that was the last selection read, -1 otherwise.
    private int cursedOrEnd = -1;

    private Parser(Source source, String text, int base, ParserSettings settings,
            boolean replBindings) {
        SyntaxErrors errors = new SyntaxErrors(source, base);
        this.settings = settings;
        this.replBindings = replBindings;
        this.cursor = new Cursor(text, base, errors, settings.pipeOperators(), replBindings);
        this.lexer = cursor.lexer;
        this.paths = new Paths(settings, errors);
        this.patterns = new Patterns(this, cursor);
        this.attributes = new Attributes(this, cursor);
        this.strings = new Strings(this, cursor);
    }

    /// Parses a whole text.
    ///
    /// @param base the packed position of its first byte, from [flakelab.text.Positions#add]
    /// @throws SyntaxException if it is not an expression; wording and place as CppNix's
    public static Expr parse(Source source, int base, ParserSettings settings) {
        return new Parser(source, source.text(), base, settings, false).whole();
    }

    /// Parses `a = 1; inherit b;`, what CppNix's REPL accepts besides expressions. `text` is the source's, perhaps with a
    /// semicolon added.
    static Expr.AttrSet parseBindings(Source source, String text, int base,
            ParserSettings settings) {
        return (Expr.AttrSet) new Parser(source, text, base, settings, true).whole();
    }

    /// What could be made of a text: its expression if it is one, or what is wrong with it; and the warnings on the way.
    public record Parsed(Optional<Expr> expr, List<Diagnostic> diagnostics) {}

    /// Parses a text that is perhaps not finished, as tools see it.
    public static Parsed parseWithErrors(Source source, int base, ParserSettings settings) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        try {
            Expr expr = parse(source, base, settings.withWarnings(diagnostics::add));
            return new Parsed(Optional.of(expr), diagnostics);
        } catch (SyntaxException e) {
            diagnostics.add(e.diagnostic());
            return new Parsed(Optional.empty(), diagnostics);
        }
    }

    private Expr whole() {
        try {
            Expr result;
            if (replBindings) {
                result = replBindings();
            } else {
                lexer.next();
                result = expression();
            }
            if (lexer.kind != Terminal.END) {
                throw cursor.unexpected();
            }
            return result;
        } catch (StackOverflowError deep) {
            throw cursor.errors.tooDeep(lexer.start);
        }
    }

    private Expr replBindings() {
        lexer.startReplBindings();
        cursor.expect(Terminal.REPL_BINDINGS);
        if (!cursor.at(Cursor.ATTR_STARTS) && lexer.kind != Terminal.INHERIT) {
            throw cursor.unexpected();
        }
        Bindings bindings = new Bindings(cursor.errors, NONE, false);
        attributes.bindings(bindings);
        return bindings.close();
    }

    // Functions and what binds as loosely

    Expr expression() {
        int pos = cursor.position();
        switch (lexer.kind) {
            case ID -> {
                Lexer.Name name = lexer.name();
                DocComment doc = cursor.doc();
                lexer.next();
                return switch (lexer.kind) {
                    case COLON -> lambda(pos, name, null, doc);
                    case AT -> {
                        lexer.next();
                        Expr.Formals formals = patterns.pattern();
                        yield lambda(pos, name, formals, doc);
                    }
                    default ->
                        piped(operators(
                                applied(selected(variable(pos, lexer.symbol(name)), pos), pos), pos,
                                0));
                };
            }
            case LBRACE -> {
                return patternOrSet(pos);
            }
            case ASSERT -> {
                lexer.next();
                Expr condition = expression();
                cursor.expect(Terminal.SEMICOLON);
                return new Expr.Assert(pos, condition, expression());
            }
            case WITH -> {
                lexer.next();
                Expr attrs = expression();
                cursor.expect(Terminal.SEMICOLON);
                return new Expr.With(pos, attrs, expression());
            }
            case LET -> {
                return let(pos);
            }
            case IF -> {
                lexer.next();
                Expr condition = expression();
                cursor.expect(Terminal.THEN);
                Expr then = expression();
                cursor.expect(Terminal.ELSE);
                return new Expr.If(pos, condition, then, expression());
            }
            default -> {
                return piped(operators(0));
            }
        }
    }

    private Expr let(int pos) {
        lexer.next();
        if (lexer.kind == Terminal.LBRACE) {
            return piped(operators(applied(selected(legacyLet(pos), pos), pos), pos, 0));
        }
        Bindings bindings = new Bindings(cursor.errors, NONE, false);
        attributes.bindings(bindings);
        cursor.expect(Terminal.IN);
        Expr body = expression();
        if (bindings.hasDynamic()) {
            throw cursor.errors.dynamicInLet(cursor.offset(pos));
        }
        return new Expr.Let(NONE, bindings.close(), body);
    }

    /// A `{` where a function may start: only what follows tells formals from bindings.
    private Expr patternOrSet(int pos) {
        DocComment doc = cursor.doc();
        lexer.next();
        Bindings bindings = new Bindings(cursor.errors, pos, false);
        switch (lexer.kind) {
            case RBRACE -> {
                lexer.next();
                if (lexer.kind == Terminal.COLON || lexer.kind == Terminal.AT) {
                    return afterPattern(pos, new Expr.Formals(List.of(), false), doc);
                }
                return afterSet(pos, bindings);
            }
            case ELLIPSIS -> {
                return afterPattern(pos, patterns.formals(null), doc);
            }
            case ID -> {
                int namePos = cursor.position();
                Lexer.Name name = lexer.name();
                DocComment nameDoc = cursor.doc();
                lexer.next();
                if (lexer.kind == Terminal.COMMA || lexer.kind == Terminal.QUESTION
                        || lexer.kind == Terminal.RBRACE) {
                    return afterPattern(pos, patterns.formals(patterns.formal(namePos, name)), doc);
                }
                attributes.binding(bindings, namePos,
                        new AttrName.Static(namePos, lexer.symbol(name)), nameDoc);
            }
            default -> {
                if (!cursor.at(Cursor.ATTR_STARTS) && lexer.kind != Terminal.INHERIT) {
                    throw cursor.unexpected();
                }
            }
        }
        attributes.bindings(bindings);
        cursor.expect(Terminal.RBRACE);
        return afterSet(pos, bindings);
    }

    private Expr afterSet(int pos, Bindings bindings) {
        return piped(operators(applied(selected(bindings.close(), pos), pos), pos, 0));
    }

    private Expr afterPattern(int pos, Expr.Formals formals, @Nullable DocComment doc) {
        Lexer.Name arg = null;
        if (lexer.kind == Terminal.AT) {
            lexer.next();
            if (lexer.kind != Terminal.ID) {
                throw cursor.unexpected();
            }
            arg = lexer.name();
            lexer.next();
        }
        return lambda(pos, arg, formals, doc);
    }

    private Expr lambda(int pos, Lexer.@Nullable Name argument, Expr.@Nullable Formals formals,
            @Nullable DocComment doc) {
        cursor.expect(Terminal.COLON);
        Expr body = expression();
        Symbol arg = argument == null ? null : lexer.symbol(argument);
        if (formals != null) {
            patterns.validate(pos, arg, formals);
        }
        return new Expr.Lambda(pos, arg, formals, Lambdas.documented(body, doc), null, doc);
    }

    // Operators

    /// `a |> f |> g` or `f <| g <| a`, whose first operand is read.
    private Expr piped(Expr first) {
        if (lexer.kind == Terminal.PIPE_INTO) {
            Expr value = first;
            while (lexer.kind == Terminal.PIPE_INTO) {
                int pos = cursor.position();
                lexer.next();
                value = call(pos, operators(0), value);
            }
            return value;
        }
        if (lexer.kind == Terminal.PIPE_FROM) {
            int pos = cursor.position();
            lexer.next();
            Expr argument = operators(0);
            if (lexer.kind == Terminal.PIPE_FROM) {
                argument = piped(argument);
            }
            return call(pos, first, argument);
        }
        return first;
    }

    private Expr operators(int least) {
        int pos = cursor.position();
        Expr first = switch (lexer.kind) {
            case NOT -> {
                lexer.next();
                Expr operand = operators(Precedence.NOT + 1);
                yield new Expr.Not(operand.pos(), operand);
            }
            case MINUS -> {
                lexer.next();
                Expr operand = operators(Precedence.NEGATE + 1);
                yield new Expr.Call(pos, new Expr.Var(NONE, SUB),
                        List.of(new Expr.IntLiteral(NONE, 0), operand));
            }
            default -> applied(select(), pos);
        };
        return operators(first, pos, least);
    }

    /// What an operand that starts at `start` becomes together with the operators after it that bind at least as tightly as
    /// `least`.
    private Expr operators(Expr first, int start, int least) {
        Expr left = first;
        while (true) {
            Terminal operator = lexer.kind;
            int precedence = Precedence.of(operator);
            if (precedence == 0 || precedence < least) {
                return left;
            }
            int pos = cursor.position();
            lexer.next();
            if (operator == Terminal.QUESTION) {
                left = new Expr.HasAttr(left.pos(), left, attributes.attrPath());
                continue;
            }
            int rightStart = cursor.position();
            Expr right = operators(Precedence.rightOf(precedence));
            left = operator == Terminal.PLUS
                    ? new Expr.ConcatStrings(pos, false, List.of(left, right),
                            new int[]{start, rightStart})
                    : Precedence.combined(operator, pos, left, right);
            if (Precedence.chainless(precedence) && Precedence.of(lexer.kind) == precedence) {
                throw cursor.unexpected();
            }
        }
    }

    /// A function and the arguments after it.
    private Expr applied(Expr function, int start) {
        cursedOrEnd = -1;
        if (!cursor.at(SIMPLE_STARTS)) {
            return function;
        }
        int mark = cursor.pending();
        Expr target = function;
        int pos = start;
        if (function instanceof Expr.Call(int callPos, Expr called, List<Expr> args)) {
            target = called;
            pos = callPos;
            for (Expr arg : args) {
                cursor.push(arg);
            }
        }
        while (cursor.at(SIMPLE_STARTS)) {
            cursor.push(selectWarned());
        }
        return new Expr.Call(pos, target, cursor.popExprs(mark));
    }

    private static Expr call(int pos, Expr function, Expr argument) {
        if (function instanceof Expr.Call(int callPos, Expr called, List<Expr> args)) {
            List<Expr> all = new ArrayList<>(args);
            all.add(argument);
            return new Expr.Call(callPos, called, List.copyOf(all));
        }
        return new Expr.Call(pos, function, List.of(argument));
    }

    private Expr select() {
        int pos = cursor.position();
        return selected(simple(), pos);
    }

    /// A selection where CppNix warns if it is of the form `f or`.
    private Expr selectWarned() {
        int pos = cursor.position();
        Expr selection = select();
        if (cursedOrEnd >= 0) {
            settings.warnings().accept(cursor.errors.cursedOr(cursor.offset(pos), cursedOrEnd));
            cursedOrEnd = -1;
        }
        return selection;
    }

    private Expr selected(Expr target, int pos) {
        cursedOrEnd = -1;
        if (lexer.kind == Terminal.DOT) {
            lexer.next();
            List<AttrName> path = attributes.attrPath();
            Expr fallback = null;
            if (lexer.kind == Terminal.OR_KW) {
                lexer.next();
                fallback = selectWarned();
            }
            return new Expr.Select(pos, target, path, fallback);
        }
        if (lexer.kind == Terminal.OR_KW) {
            cursedOrEnd = lexer.end;
            lexer.next();
            return new Expr.Call(pos, target, List.of(new Expr.Var(pos, OR)));
        }
        return target;
    }

    // The simplest expressions

    private Expr simple() {
        int pos = cursor.position();
        switch (lexer.kind) {
            case ID -> {
                Symbol name = lexer.symbol();
                lexer.next();
                return variable(pos, name);
            }
            case INT -> {
                long value = lexer.integer;
                lexer.next();
                return new Expr.IntLiteral(NONE, value);
            }
            case FLOAT -> {
                double value = lexer.floating;
                lexer.next();
                return new Expr.FloatLiteral(NONE, value);
            }
            case QUOTE -> {
                Expr string = strings.string();
                lexer.next();
                return string;
            }
            case IND_OPEN -> {
                return strings.indentedString(pos);
            }
            case PATH, HPATH -> {
                return path(pos);
            }
            case SPATH -> {
                return searchPath(pos);
            }
            case URI -> {
                String uri = lexer.written();
                paths.lintUrl(lexer.start, uri);
                lexer.next();
                return new Expr.StringLiteral(NONE, uri);
            }
            case LPAREN -> {
                lexer.next();
                Expr inner = expression();
                cursor.expect(Terminal.RPAREN);
                return inner;
            }
            case LET -> {
                lexer.next();
                return legacyLet(pos);
            }
            case REC -> {
                lexer.next();
                return set(pos, true);
            }
            case LBRACE -> {
                return set(pos, false);
            }
            case LBRACKET -> {
                return list();
            }
            default -> throw cursor.unexpected();
        }
    }

    private Expr searchPath(int pos) {
        String written = lexer.written();
        String path = written.substring(1, written.length() - 1);
        lexer.next();
        return new Expr.Call(pos, new Expr.Var(NONE, FIND_FILE),
                List.of(new Expr.Var(NONE, NIX_PATH), new Expr.StringLiteral(NONE, path)));
    }

    private Expr path(int pos) {
        String written = lexer.written();
        Expr.PathLiteral first = new Expr.PathLiteral(NONE, lexer.kind == Terminal.HPATH
                ? paths.fromHome(lexer.start, written)
                : paths.resolved(lexer.start, written));
        lexer.next();
        return strings.path(pos, first);
    }

    private Expr list() {
        lexer.next();
        int mark = cursor.pending();
        while (cursor.at(SIMPLE_STARTS)) {
            cursor.push(selectWarned());
        }
        cursor.expect(Terminal.RBRACKET);
        List<Expr> elements = cursor.popExprs(mark);
        return new Expr.ListOf(elements.isEmpty() ? NONE : elements.getFirst().pos(), elements);
    }

    private static Expr variable(int pos, Symbol name) {
        return name == CUR_POS ? new Expr.CurPos(pos) : new Expr.Var(pos, name);
    }

    private Expr legacyLet(int pos) {
        return new Expr.Select(NONE, set(pos, true), List.of(new AttrName.Static(NONE, BODY)),
                null);
    }

    private Expr.AttrSet set(int pos, boolean recursive) {
        cursor.expect(Terminal.LBRACE);
        Bindings bindings = new Bindings(cursor.errors, pos, recursive);
        attributes.bindings(bindings);
        cursor.expect(Terminal.RBRACE);
        return bindings.close();
    }
}
