package flakelab.value;

import flakelab.syntax.DocComment;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What all closures of one lambda share. `x: y: body` is one lambda of two parameters; only the last parameter can be a
/// set pattern.
public abstract class LambdaCode {
    private final int arity;
    private @Nullable Symbol name;

    protected LambdaCode(int arity, @Nullable Symbol name) {
        this.arity = arity;
        this.name = name;
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

    /// The attribute it is the value of, if it is.
    public final @Nullable Symbol name() {
        return name;
    }

    /// Names a lambda that is the value of a dynamic attribute.
    public final void rename(Symbol attribute) {
        name = attribute;
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
        return IntStream.range(0, arity)
            .mapToObj(i -> lambda(i).arg() == null ? "{ ... }" : String.valueOf(lambda(i).arg()))
            .toList();
    }
}
