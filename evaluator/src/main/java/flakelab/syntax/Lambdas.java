package flakelab.syntax;

import flakelab.syntax.Expr.Lambda;
import org.jspecify.annotations.Nullable;

/// What a lambda takes over from the binding it is the value of; a curried function hands it on to the lambda it returns.
/// Rules: CppNix `ExprLambda::setName`, `ExprLambda::setDocComment` (`src/libexpr/nixexpr.cc`).
final class Lambdas {
    private Lambdas() {}

    /// The value with `name` as the name errors call it by.
    static Expr named(Expr value, Symbol name) {
        return value instanceof Lambda(int pos, Symbol arg, Expr.Formals formals, Expr body, Symbol _, DocComment doc)
                ? new Lambda(pos, arg, formals, named(body, name), name, doc)
                : value;
    }

    /// The value with `doc`, unless the lambda has documentation of its own (then so have those inside).
    static Expr documented(Expr value, @Nullable DocComment doc) {
        return doc != null
                && value instanceof Lambda(int pos, Symbol arg, Expr.Formals formals, Expr body, Symbol name, DocComment own)
                && own == null
                        ? new Lambda(pos, arg, formals, documented(body, doc), name, doc)
                        : value;
    }
}
