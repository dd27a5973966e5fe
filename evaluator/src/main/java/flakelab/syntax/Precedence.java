package flakelab.syntax;

import static flakelab.text.Positions.NONE;

import flakelab.syntax.Expr.Operator;
import java.util.List;

/// How tightly operators bind, how they associate, and what they are written as in the tree.
/// Source: the precedence section and `expr_op` of CppNix's `src/libexpr/parser.y`.
final class Precedence {
    static final int IMPL = 1;
    static final int OR = 2;
    static final int AND = 3;
    static final int EQUALITY = 4;
    static final int COMPARISON = 5;
    static final int UPDATE = 6;
    static final int NOT = 7;
    static final int SUM = 8;
    static final int PRODUCT = 9;
    static final int CONCAT = 10;
    static final int HAS_ATTR = 11;
    static final int NEGATE = 12;

    private static final Symbol SUB = Symbol.of("__sub");
    private static final Symbol MUL = Symbol.of("__mul");
    private static final Symbol DIV = Symbol.of("__div");
    private static final Symbol LESS_THAN = Symbol.of("__lessThan");

    private Precedence() {}

    /// The level of a binary operator (or `?`); 0 if the token is none.
    static int of(Terminal terminal) {
        return switch (terminal) {
            case IMPL -> IMPL;
            case OR -> OR;
            case AND -> AND;
            case EQ, NEQ -> EQUALITY;
            case LESS, GREATER, LEQ, GEQ -> COMPARISON;
            case UPDATE -> UPDATE;
            case PLUS, MINUS -> SUM;
            case STAR, SLASH -> PRODUCT;
            case CONCAT -> CONCAT;
            case QUESTION -> HAS_ATTR;
            default -> 0;
        };
    }

    /// The least level allowed to the right of an operator: its own if it associates to the right.
    static int rightOf(int precedence) {
        return switch (precedence) {
            case IMPL, UPDATE, CONCAT -> precedence;
            default -> precedence + 1;
        };
    }

    /// Whether `a op b op c` is an error.
    static boolean chainless(int precedence) {
        return precedence == EQUALITY || precedence == COMPARISON;
    }

    /// `left operator right`, for all but `+` and `?`.
    static Expr combined(Terminal operator, int pos, Expr left, Expr right) {
        return switch (operator) {
            case IMPL -> new Expr.Binary(pos, Operator.IMPLIES, left, right);
            case OR -> new Expr.Binary(pos, Operator.OR, left, right);
            case AND -> new Expr.Binary(pos, Operator.AND, left, right);
            case EQ -> new Expr.Binary(NONE, Operator.EQUAL, left, right);
            case NEQ -> new Expr.Binary(NONE, Operator.NOT_EQUAL, left, right);
            case UPDATE -> new Expr.Binary(pos, Operator.UPDATE, left, right);
            case CONCAT -> new Expr.Binary(pos, Operator.CONCAT, left, right);
            case LESS -> call(pos, LESS_THAN, left, right);
            case GREATER -> call(pos, LESS_THAN, right, left);
            case LEQ -> new Expr.Not(pos, call(pos, LESS_THAN, right, left));
            case GEQ -> new Expr.Not(pos, call(pos, LESS_THAN, left, right));
            case MINUS -> call(pos, SUB, left, right);
            case STAR -> call(pos, MUL, left, right);
            case SLASH -> call(pos, DIV, left, right);
            default -> throw new IllegalArgumentException(operator.shown);
        };
    }

    private static Expr call(int pos, Symbol function, Expr first, Expr second) {
        return new Expr.Call(pos, new Expr.Var(NONE, function), List.of(first, second));
    }
}
