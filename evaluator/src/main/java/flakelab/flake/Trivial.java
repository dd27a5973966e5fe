package flakelab.flake;

import flakelab.syntax.Expr;

/// What an attribute of `flake.nix` is without any computing: Nix reads flakes before it evaluates them, so their
/// inputs may only be written down (CppNix `Value::isTrivial`, `forceTrivialValue`).
sealed interface Trivial {
    record Text(String value) implements Trivial {}

    record Number(long value) implements Trivial {}

    record Flag(boolean value) implements Trivial {}

    /// A path literal, absolute.
    record PathText(String path) implements Trivial {}

    record Set(Expr.AttrSet attrs) implements Trivial {}

    record Items(Expr.ListOf list) implements Trivial {}

    record Function(Expr.Lambda lambda) implements Trivial {}

    /// Anything else, by the name of its type; what would have to be computed is `a thunk`.
    record Other(String type) implements Trivial {}

    /// What an expression is once sets, lists and functions, which need no computing, are looked at.
    static Trivial of(Expr expression) {
        return switch (expression) {
            case Expr.AttrSet attrs when attrs.dynamic().isEmpty() -> new Set(attrs);
            case Expr.ListOf list -> new Items(list);
            case Expr.Lambda lambda -> new Function(lambda);
            default -> atOnce(expression);
        };
    }

    /// What an expression is as it stands.
    static Trivial atOnce(Expr expression) {
        return switch (expression) {
            case Expr.StringLiteral text -> new Text(text.value());
            case Expr.IntLiteral number -> new Number(number.value());
            case Expr.PathLiteral path -> new PathText(path.path());
            case Expr.FloatLiteral _ -> new Other("a float");
            case Expr.ListOf list when list.elements().isEmpty() -> new Other("a list");
            case Expr.Var variable -> switch (variable.name().toString()) {
                case "true" -> new Flag(true);
                case "false" -> new Flag(false);
                case "null" -> new Other("null");
                default -> new Other("a thunk");
            };
            default -> new Other("a thunk");
        };
    }

    /// The name of the type, as messages have it.
    default String type() {
        return switch (this) {
            case Text _ -> "a string";
            case Number _ -> "an integer";
            case Flag _ -> "a Boolean";
            case PathText _ -> "a path";
            case Set _ -> "a set";
            case Items _ -> "a list";
            case Function _ -> "a function";
            case Other(String type) -> type;
        };
    }
}
