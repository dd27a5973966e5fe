package flakelab.syntax;

import static flakelab.text.Positions.NONE;

import flakelab.syntax.Expr.AttrName;
import flakelab.text.Diagnostic;
import flakelab.text.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final long ATTR_STARTS = Terminal.ID.bit() | Terminal.OR_KW.bit()
            | Terminal.QUOTE.bit() | Terminal.DOLLAR_CURLY.bit();
    private static final int MOST_FORMALS = 65535;
    private static final int SCANNED_FORMALS = 16;

    private static final Symbol SUB = Symbol.of("__sub");
    private static final Symbol OR = Symbol.of("or");
    private static final Symbol CUR_POS = Symbol.of("__curPos");
    private static final Symbol BODY = Symbol.of("body");
    private static final Symbol FIND_FILE = Symbol.of("__findFile");
    private static final Symbol NIX_PATH = Symbol.of("__nixPath");

    private final String text;
    private final int base;
    private final ParserSettings settings;
    private final SyntaxErrors errors;
    private final Lexer lexer;
    private final Paths paths;
    private final boolean replBindings;

    /// Expressions and names of unfinished lists, above those of the lists around them.
    private Object[] pending = new Object[64];
    private int pendingCount;
    /// Where `f or` ended if that was the last selection read, -1 otherwise.
    private int cursedOrEnd = -1;

    private Parser(Source source, String text, int base, ParserSettings settings,
            boolean replBindings) {
        this.text = text;
        this.base = base;
        this.settings = settings;
        this.errors = new SyntaxErrors(source, base);
        this.lexer = new Lexer(text, errors, settings.pipeOperators());
        this.paths = new Paths(settings, errors);
        this.replBindings = replBindings;
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
                throw unexpected();
            }
            return result;
        } catch (StackOverflowError deep) {
            throw errors.tooDeep(lexer.start);
        }
    }

    private Expr replBindings() {
        lexer.startReplBindings();
        expect(Terminal.REPL_BINDINGS);
        if (!at(ATTR_STARTS) && lexer.kind != Terminal.INHERIT) {
            throw unexpected();
        }
        Bindings bindings = new Bindings(errors, NONE, false);
        bindings(bindings);
        return bindings.close();
    }

    /// The error at the current token. For bindings nobody reads the words: the REPL then takes the text for an expression.
    private SyntaxException unexpected() {
        return replBindings
                ? errors.unexpected(lexer.start, "syntax error, unexpected " + lexer.kind.shown)
                : Grammar.explain(text, errors, settings.pipeOperators());
    }

    private void expect(Terminal terminal) {
        if (lexer.kind != terminal) {
            throw unexpected();
        }
        lexer.next();
    }

    private boolean at(long terminals) {
        return (terminals >>> lexer.kind.ordinal() & 1) != 0;
    }

    private int position() {
        return base + lexer.start;
    }

    // Functions and what binds as loosely

    private Expr expression() {
        int pos = position();
        switch (lexer.kind) {
            case ID -> {
                Symbol name = lexer.symbol();
                DocComment doc = doc();
                lexer.next();
                return switch (lexer.kind) {
                    case COLON -> lambda(pos, name, null, doc);
                    case AT -> {
                        lexer.next();
                        Expr.Formals formals = pattern();
                        yield lambda(pos, name, formals, doc);
                    }
                    default ->
                        piped(operators(applied(selected(variable(pos, name), pos), pos), pos, 0));
                };
            }
            case LBRACE -> {
                return patternOrSet(pos);
            }
            case ASSERT -> {
                lexer.next();
                Expr condition = expression();
                expect(Terminal.SEMICOLON);
                return new Expr.Assert(pos, condition, expression());
            }
            case WITH -> {
                lexer.next();
                Expr attrs = expression();
                expect(Terminal.SEMICOLON);
                return new Expr.With(pos, attrs, expression());
            }
            case LET -> {
                return let(pos);
            }
            case IF -> {
                lexer.next();
                Expr condition = expression();
                expect(Terminal.THEN);
                Expr then = expression();
                expect(Terminal.ELSE);
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
        Bindings bindings = new Bindings(errors, NONE, false);
        bindings(bindings);
        expect(Terminal.IN);
        Expr body = expression();
        if (bindings.hasDynamic()) {
            throw errors.dynamicInLet(pos - base);
        }
        return new Expr.Let(NONE, bindings.close(), body);
    }

    /// A `{` where a function may start: only what follows tells formals from bindings.
    private Expr patternOrSet(int pos) {
        DocComment doc = doc();
        lexer.next();
        Bindings bindings = new Bindings(errors, pos, false);
        switch (lexer.kind) {
            case RBRACE -> {
                lexer.next();
                if (lexer.kind == Terminal.COLON || lexer.kind == Terminal.AT) {
                    return afterPattern(pos, new Expr.Formals(List.of(), false), doc);
                }
                return afterSet(pos, bindings);
            }
            case ELLIPSIS -> {
                return afterPattern(pos, formals(null), doc);
            }
            case ID -> {
                int namePos = position();
                Symbol name = lexer.symbol();
                DocComment nameDoc = doc();
                lexer.next();
                if (lexer.kind == Terminal.COMMA || lexer.kind == Terminal.QUESTION
                        || lexer.kind == Terminal.RBRACE) {
                    return afterPattern(pos, formals(formal(namePos, name)), doc);
                }
                binding(bindings, namePos, new AttrName.Static(namePos, name), nameDoc);
            }
            default -> {
                if (!at(ATTR_STARTS) && lexer.kind != Terminal.INHERIT) {
                    throw unexpected();
                }
            }
        }
        bindings(bindings);
        expect(Terminal.RBRACE);
        return afterSet(pos, bindings);
    }

    private Expr afterSet(int pos, Bindings bindings) {
        return piped(operators(applied(selected(bindings.close(), pos), pos), pos, 0));
    }

    private Expr afterPattern(int pos, Expr.Formals formals, @Nullable DocComment doc) {
        Symbol arg = null;
        if (lexer.kind == Terminal.AT) {
            lexer.next();
            if (lexer.kind != Terminal.ID) {
                throw unexpected();
            }
            arg = lexer.symbol();
            lexer.next();
        }
        return lambda(pos, arg, formals, doc);
    }

    private Expr lambda(int pos, @Nullable Symbol arg, Expr.@Nullable Formals formals,
            @Nullable DocComment doc) {
        expect(Terminal.COLON);
        Expr body = expression();
        if (formals != null) {
            validate(pos, arg, formals);
        }
        return new Expr.Lambda(pos, arg, formals, Lambdas.documented(body, doc), null, doc);
    }

    private Expr.Formals pattern() {
        expect(Terminal.LBRACE);
        switch (lexer.kind) {
            case RBRACE -> {
                lexer.next();
                return new Expr.Formals(List.of(), false);
            }
            case ELLIPSIS -> {
                return formals(null);
            }
            case ID -> {
                int pos = position();
                Symbol name = lexer.symbol();
                lexer.next();
                return formals(formal(pos, name));
            }
            default -> throw unexpected();
        }
    }

    private Expr.Formal formal(int pos, Symbol name) {
        if (lexer.kind != Terminal.QUESTION) {
            return new Expr.Formal(pos, name, null);
        }
        lexer.next();
        return new Expr.Formal(pos, name, expression());
    }

    /// The rest of `{ first, … }`, to its end.
    private Expr.Formals formals(Expr.@Nullable Formal first) {
        List<Expr.Formal> formals = new ArrayList<>();
        boolean more = true;
        if (first != null) {
            formals.add(first);
            more = comma();
        }
        while (more && lexer.kind == Terminal.ID) {
            int pos = position();
            Symbol name = lexer.symbol();
            lexer.next();
            formals.add(formal(pos, name));
            more = comma();
        }
        boolean ellipsis = more && lexer.kind == Terminal.ELLIPSIS;
        if (ellipsis) {
            lexer.next();
        }
        expect(Terminal.RBRACE);
        return new Expr.Formals(List.copyOf(formals), ellipsis);
    }

    private boolean comma() {
        if (lexer.kind != Terminal.COMMA) {
            return false;
        }
        lexer.next();
        return true;
    }

    private void validate(int pos, @Nullable Symbol arg, Expr.Formals formals) {
        List<Expr.Formal> all = formals.formals();
        Expr.Formal duplicate = null;
        Set<Symbol> seen = all.size() > SCANNED_FORMALS ? new HashSet<>() : null;
        for (int i = 0; i < all.size(); i++) {
            Expr.Formal formal = all.get(i);
            boolean again = seen != null
                    ? !seen.add(formal.name())
                    : named(all, i, formal.name());
            if (again && (duplicate == null || formal.name().id < duplicate.name().id)) {
                duplicate = formal;
            }
        }
        if (duplicate != null) {
            throw errors.duplicateArgument(duplicate.pos(), duplicate.name());
        }
        if (arg != null && named(all, all.size(), arg)) {
            throw errors.duplicateArgument(pos, arg);
        }
        if (all.size() > MOST_FORMALS) {
            throw errors.tooManyArguments(pos - base);
        }
    }

    private static boolean named(List<Expr.Formal> formals, int count, Symbol name) {
        for (int i = 0; i < count; i++) {
            if (formals.get(i).name() == name) {
                return true;
            }
        }
        return false;
    }

    // Operators

    /// `a |> f |> g` or `f <| g <| a`, whose first operand is read.
    private Expr piped(Expr first) {
        if (lexer.kind == Terminal.PIPE_INTO) {
            Expr value = first;
            while (lexer.kind == Terminal.PIPE_INTO) {
                int pos = position();
                lexer.next();
                value = call(pos, operators(0), value);
            }
            return value;
        }
        if (lexer.kind == Terminal.PIPE_FROM) {
            int pos = position();
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
        int pos = position();
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
            int pos = position();
            lexer.next();
            if (operator == Terminal.QUESTION) {
                left = new Expr.HasAttr(left.pos(), left, attrPath());
                continue;
            }
            int rightStart = position();
            Expr right = operators(Precedence.rightOf(precedence));
            left = operator == Terminal.PLUS
                    ? new Expr.ConcatStrings(pos, false, List.of(left, right),
                            new int[]{start, rightStart})
                    : Precedence.combined(operator, pos, left, right);
            if (Precedence.chainless(precedence) && Precedence.of(lexer.kind) == precedence) {
                throw unexpected();
            }
        }
    }

    /// A function and the arguments after it.
    private Expr applied(Expr function, int start) {
        cursedOrEnd = -1;
        if (!at(SIMPLE_STARTS)) {
            return function;
        }
        int mark = pendingCount;
        Expr target = function;
        int pos = start;
        if (function instanceof Expr.Call(int callPos, Expr called, List<Expr> args)) {
            target = called;
            pos = callPos;
            for (Expr arg : args) {
                push(arg);
            }
        }
        while (at(SIMPLE_STARTS)) {
            push(selectWarned());
        }
        return new Expr.Call(pos, target, popExprs(mark));
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
        int pos = position();
        return selected(simple(), pos);
    }

    /// A selection where CppNix warns if it is of the form `f or`.
    private Expr selectWarned() {
        int pos = position();
        Expr selection = select();
        if (cursedOrEnd >= 0) {
            settings.warnings().accept(errors.cursedOr(pos - base, cursedOrEnd));
            cursedOrEnd = -1;
        }
        return selection;
    }

    private Expr selected(Expr target, int pos) {
        cursedOrEnd = -1;
        if (lexer.kind == Terminal.DOT) {
            lexer.next();
            List<AttrName> path = attrPath();
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
        int pos = position();
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
                Expr string = string();
                lexer.next();
                return string;
            }
            case IND_OPEN -> {
                return indentedString(pos);
            }
            case PATH, HPATH -> {
                return path(pos);
            }
            case SPATH -> {
                String path = text.substring(lexer.start + 1, lexer.end - 1);
                lexer.next();
                return new Expr.Call(pos, new Expr.Var(NONE, FIND_FILE),
                        List.of(new Expr.Var(NONE, NIX_PATH), new Expr.StringLiteral(NONE, path)));
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
                expect(Terminal.RPAREN);
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
                lexer.next();
                int mark = pendingCount;
                while (at(SIMPLE_STARTS)) {
                    push(selectWarned());
                }
                expect(Terminal.RBRACKET);
                List<Expr> elements = popExprs(mark);
                return new Expr.ListOf(elements.isEmpty() ? NONE : elements.getFirst().pos(),
                        elements);
            }
            default -> throw unexpected();
        }
    }

    private static Expr variable(int pos, Symbol name) {
        return name == CUR_POS ? new Expr.CurPos(pos) : new Expr.Var(pos, name);
    }

    private Expr legacyLet(int pos) {
        return new Expr.Select(NONE, set(pos, true), List.of(new AttrName.Static(NONE, BODY)),
                null);
    }

    private Expr.AttrSet set(int pos, boolean recursive) {
        expect(Terminal.LBRACE);
        Bindings bindings = new Bindings(errors, pos, recursive);
        bindings(bindings);
        expect(Terminal.RBRACE);
        return bindings.close();
    }

    /// A `"…"` up to its closing quote, which stays the current token.
    private Expr string() {
        lexer.next();
        if (lexer.kind == Terminal.QUOTE) {
            return new Expr.StringLiteral(NONE, "");
        }
        int pos = position();
        int mark = pendingCount;
        if (lexer.kind == Terminal.STR) {
            Expr literal = stringPart();
            if (lexer.kind == Terminal.QUOTE) {
                return literal;
            }
            push(literal);
        }
        Places places = new Places(pos);
        interpolations(mark, places);
        if (lexer.kind != Terminal.QUOTE) {
            throw unexpected();
        }
        return concatenation(pos, true, mark, places);
    }

    /// `${…}` and what is between, on top of the pending first part, if there was one.
    private void interpolations(int mark, Places places) {
        if (lexer.kind != Terminal.DOLLAR_CURLY) {
            throw unexpected();
        }
        while (true) {
            int place = position();
            Expr part;
            if (lexer.kind == Terminal.DOLLAR_CURLY) {
                part = interpolation();
                lexer.next();
            } else if (lexer.kind == Terminal.STR) {
                part = stringPart();
            } else {
                return;
            }
            places.set(pendingCount - mark, place);
            push(part);
        }
    }

    private Expr stringPart() {
        Expr part = new Expr.StringLiteral(NONE, lexer.string());
        lexer.next();
        return part;
    }

    /// `${…}` up to its closing brace, which stays the current token.
    private Expr interpolation() {
        lexer.next();
        Expr inner = expression();
        if (lexer.kind != Terminal.RBRACE) {
            throw unexpected();
        }
        return inner;
    }

    private Expr concatenation(int pos, boolean interpolation, int mark, Places places) {
        List<Expr> parts = popExprs(mark);
        return new Expr.ConcatStrings(pos, interpolation, parts, places.first(parts.size()));
    }

    private Expr indentedString(int pos) {
        IndentedString parts = new IndentedString();
        lexer.next();
        while (true) {
            int place = position();
            if (lexer.kind == Terminal.IND_STR) {
                parts.add(place, lexer.string(), lexer.raw);
                lexer.next();
            } else if (lexer.kind == Terminal.DOLLAR_CURLY) {
                parts.add(place, interpolation());
                lexer.next();
            } else {
                expect(Terminal.IND_CLOSE);
                return parts.strip(pos);
            }
        }
    }

    private Expr path(int pos) {
        String written = lexer.written();
        Expr first = new Expr.PathLiteral(NONE, lexer.kind == Terminal.HPATH
                ? paths.fromHome(lexer.start, written)
                : paths.resolved(lexer.start, written));
        lexer.next();
        if (lexer.kind == Terminal.PATH_END) {
            lexer.next();
            return first;
        }
        int mark = pendingCount;
        Places places = new Places(pos);
        push(first);
        if (lexer.kind == Terminal.STR) {
            places.set(1, position());
            push(stringPart());
        }
        interpolations(mark, places);
        expect(Terminal.PATH_END);
        return concatenation(pos, false, mark, places);
    }

    // Bindings and attribute paths

    private void bindings(Bindings bindings) {
        while (true) {
            int pos = position();
            if (lexer.kind == Terminal.ID) {
                AttrName.Static name = new AttrName.Static(pos, lexer.symbol());
                DocComment doc = doc();
                lexer.next();
                binding(bindings, pos, name, doc);
            } else if (lexer.kind == Terminal.INHERIT) {
                inherit(bindings);
            } else if (at(ATTR_STARTS)) {
                DocComment doc = doc();
                binding(bindings, pos, attrName(), doc);
            } else {
                return;
            }
        }
    }

    /// The rest of `first.… = value;`.
    private void binding(Bindings bindings, int pos, AttrName first, @Nullable DocComment doc) {
        List<AttrName> path = lexer.kind == Terminal.DOT ? attrPath(first) : List.of(first);
        expect(Terminal.ASSIGN);
        Expr value = expression();
        if (lexer.kind != Terminal.SEMICOLON) {
            throw unexpected();
        }
        bindings.add(pos, path, value, doc);
        lexer.next();
    }

    private record Inherited(int pos, Symbol name, @Nullable DocComment doc) {}

    private void inherit(Bindings bindings) {
        lexer.next();
        if (lexer.kind != Terminal.LPAREN) {
            for (Inherited attr : inherited()) {
                bindings.inherit(attr.pos, attr.name, attr.doc);
            }
        } else {
            lexer.next();
            int place = position();
            Expr from = expression();
            expect(Terminal.RPAREN);
            List<Inherited> attrs = inherited();
            Expr.InheritFrom inheritFrom = bindings.source(place, from);
            for (Inherited attr : attrs) {
                bindings.inheritFrom(attr.pos, attr.name, inheritFrom, attr.doc);
            }
        }
        lexer.next();
    }

    /// The names of an `inherit`, up to its semicolon, which stays the current token.
    private List<Inherited> inherited() {
        List<Inherited> attrs = new ArrayList<>();
        while (at(ATTR_STARTS)) {
            int pos = position();
            DocComment doc = doc();
            Symbol name = switch (lexer.kind) {
                case ID -> lexer.symbol();
                case OR_KW -> OR;
                default -> {
                    Expr written = lexer.kind == Terminal.QUOTE ? string() : interpolation();
                    if (!(written instanceof Expr.StringLiteral literal)) {
                        throw errors.dynamicInInherit(pos - base);
                    }
                    yield Symbol.of(literal.value());
                }
            };
            lexer.next();
            attrs.add(new Inherited(pos, name, doc));
        }
        if (lexer.kind != Terminal.SEMICOLON) {
            throw unexpected();
        }
        return attrs;
    }

    private List<AttrName> attrPath() {
        AttrName first = attrName();
        return lexer.kind == Terminal.DOT ? attrPath(first) : List.of(first);
    }

    private List<AttrName> attrPath(AttrName first) {
        int mark = pendingCount;
        push(first);
        while (lexer.kind == Terminal.DOT) {
            lexer.next();
            push(attrName());
        }
        AttrName[] names = new AttrName[pendingCount - mark];
        System.arraycopy(pending, mark, names, 0, names.length);
        pendingCount = mark;
        return List.of(names);
    }

    private AttrName attrName() {
        int pos = position();
        Expr written;
        switch (lexer.kind) {
            case ID -> {
                Symbol name = lexer.symbol();
                lexer.next();
                return new AttrName.Static(pos, name);
            }
            case OR_KW -> {
                lexer.next();
                return new AttrName.Static(pos, OR);
            }
            case QUOTE -> written = string();
            case DOLLAR_CURLY -> written = interpolation();
            default -> throw unexpected();
        }
        lexer.next();
        return written instanceof Expr.StringLiteral literal
                ? new AttrName.Static(pos, Symbol.of(literal.value()))
                : new AttrName.Dynamic(pos, written);
    }

    // Small things

    private @Nullable DocComment doc() {
        return lexer.docStart < 0
                ? null
                : new DocComment(base + lexer.docStart,
                        text.substring(lexer.docStart + 3, lexer.docEnd - 2));
    }

    private void push(Object item) {
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, 2 * pendingCount);
        }
        pending[pendingCount++] = item;
    }

    private List<Expr> popExprs(int mark) {
        Expr[] exprs = new Expr[pendingCount - mark];
        System.arraycopy(pending, mark, exprs, 0, exprs.length);
        pendingCount = mark;
        return List.of(exprs);
    }

    /// Packed positions of the parts of a string or path.
    private static final class Places {
        private int[] places = new int[4];

        Places(int first) {
            places[0] = first;
        }

        void set(int part, int place) {
            if (part == places.length) {
                places = Arrays.copyOf(places, 2 * part);
            }
            places[part] = place;
        }

        int[] first(int count) {
            return Arrays.copyOf(places, count);
        }
    }
}
