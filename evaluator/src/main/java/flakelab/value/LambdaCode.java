package flakelab.value;

import flakelab.syntax.DocComment;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all closures of one lambda share. `x: y: body` is one lambda of two parameters; only the last parameter can be a
/// set pattern.
public abstract class LambdaCode {
    private final int arity;

    protected LambdaCode(int arity) {
        this.arity = arity;
    }

    /// How many arguments the body waits for.
    public final int arity() {
        return arity;
    }

    /// Calls the lambda closed over `closure`, for an arity of 1.
    public abstract Value call1(Object[] closure, Value a, int pos);

    /// For an arity of 2.
    public abstract Value call2(Object[] closure, Value a, Value b, int pos);

    /// For an arity of 3.
    public abstract Value call3(Object[] closure, Value a, Value b, Value c, int pos);

    /// For any arity; as many arguments.
    public abstract Value callN(Object[] closure, Value[] args, int pos);

    /// The lambda as written that takes parameter `index` (0 is the outermost).
    public abstract Expr.Lambda lambda(int index);

    public final @Nullable Symbol name() {
        return lambda(0).name();
    }

    public final int pos(int index) {
        return lambda(index).pos();
    }

    public final Expr.@Nullable Formals formals(int index) {
        return lambda(index).formals();
    }

    public final @Nullable DocComment doc(int index) {
        return lambda(index).doc();
    }

    /// Names of the parameters, as far as they have one.
    public final List<String> parameters() {
        return java.util.stream.IntStream.range(0, arity)
            .mapToObj(i -> lambda(i).arg() == null ? "{ ... }" : String.valueOf(lambda(i).arg()))
            .toList();
    }
}
