package flakelab.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Nix expression as parsed, before any name is resolved. Mirrors CppNix's `Expr…` family
/// (`src/libexpr/include/nix/expr/nixexpr.hh`), because traces, `--parse` and positions do.
///
/// `pos` is a packed position (see [flakelab.text.Positions]): the one CppNix's `getPos` has for the node. That is none (0) for
/// literals, `let`, `==`, `!=` and the variables of desugared operators, and the operand's or first element's for `!`, `?` and lists.
///
/// As in CppNix, arithmetic, `<` and search paths are calls of the variables `__sub`, `__mul`, `__div`, `__lessThan`,
/// `__findFile`; `a + b` and `"…${x}…"` are both [ConcatStrings]; `a > b`, `<=`, `>=` are written with [Not] and swapped operands;
/// `f x y` and `(f x) y` are one [Call]. All strings are Latin-1, one char per byte.
public sealed interface Expr {
    int pos();

    record IntLiteral(int pos, long value) implements Expr {}

    record FloatLiteral(int pos, double value) implements Expr {}

    /// A string without interpolation.
    record StringLiteral(int pos, String value) implements Expr {}

    /// A path without interpolation, absolute and canonical.
    record PathLiteral(int pos, String path) implements Expr {}

    record Var(int pos, Symbol name) implements Expr {}

    /// `target.path or fallback`.
    record Select(int pos, Expr target, List<AttrName> path,
            @Nullable Expr fallback) implements Expr {}

    /// `target ? path`.
    record HasAttr(int pos, Expr target, List<AttrName> path) implements Expr {}

    /// `{ … }` and `rec { … }`. `attrs` are in source order with distinct names; nested paths (`a.b = 1;`) are already merged
    /// into nested sets. `inheritSources` are the `e` of `inherit (e) x;`, referred to by [InheritFrom].
    record AttrSet(int pos, boolean recursive, List<Attr> attrs, List<DynamicAttr> dynamic,
            List<Expr> inheritSources) implements Expr {}

    /// `(e).x` of `inherit (e) x;` inside the set that declares it: `source` indexes [AttrSet#inheritSources].
    record InheritFrom(int pos, int source) implements Expr {}

    record ListOf(int pos, List<Expr> elements) implements Expr {}

    /// `arg: body`, `{ formals }: body`, `{ formals } @ arg: body`. `name` is set when the lambda is the value of an attribute.
    record Lambda(int pos, @Nullable Symbol arg, @Nullable Formals formals, Expr body,
            @Nullable Symbol name,
            @Nullable DocComment doc) implements Expr {}

    record Call(int pos, Expr function, List<Expr> args) implements Expr {}

    /// `let … in body`; `bindings` is never marked recursive but its attributes see each other.
    record Let(int pos, AttrSet bindings, Expr body) implements Expr {}

    record With(int pos, Expr attrs, Expr body) implements Expr {}

    record If(int pos, Expr condition, Expr then, Expr otherwise) implements Expr {}

    record Assert(int pos, Expr condition, Expr body) implements Expr {}

    record Not(int pos, Expr operand) implements Expr {}

    record Binary(int pos, Operator operator, Expr left, Expr right) implements Expr {}

    /// Strings with `${…}` (`interpolation` true), `a + b` and paths with `${…}` (false). `places` are the packed positions of
    /// the parts as written (a part in parentheses starts at its parenthesis, `${…}` at its dollar), which errors about a part name.
    @SuppressWarnings("ArrayRecordComponent")
    record ConcatStrings(int pos, boolean interpolation, List<Expr> parts,
            int[] places) implements Expr {}

    /// `__curPos`.
    record CurPos(int pos) implements Expr {}

    enum Operator {
        EQUAL("=="), NOT_EQUAL("!="), AND("&&"), OR("||"), IMPLIES("->"), UPDATE("//"), CONCAT(
                "++");

        public final String text;

        Operator(String text) {
            this.text = text;
        }
    }

    /// One step of an attribute path: a name known at parse time, or an expression.
    sealed interface AttrName {
        record Static(int pos, Symbol name) implements AttrName {}

        record Dynamic(int pos, Expr name) implements AttrName {}
    }

    /// `name = value`. How it was written decides the scope its value sees: `INHERITED` (`inherit x;`) looks outside the set.
    record Attr(int pos, Symbol name, Expr value, Kind kind, @Nullable DocComment doc) {
        public enum Kind {
            PLAIN, INHERITED, INHERITED_FROM
        }
    }

    record DynamicAttr(int pos, Expr name, Expr value) {}

    /// `{ a, b ? 1, ... }`; `formals` in source order.
    record Formals(List<Formal> formals, boolean ellipsis) {}

    record Formal(int pos, Symbol name, @Nullable Expr fallback) {}
}
