package flakelab.value;

import java.util.List;

/// What a built-in function does. Subclasses implement the call of their arity; arguments may be thunks.
///
/// Names are without a leading `__`. `pos` is what CppNix hands to primops: no position, in practice.
public abstract class Primitive {
    private final String name;
    private final int arity;

    protected Primitive(String name, int arity) {
        this.name = name;
        this.arity = arity;
    }

    public final String name() {
        return name;
    }

    /// How many arguments it takes, at least 1.
    public final int arity() {
        return arity;
    }

    /// Names of the parameters, for documentation.
    public abstract List<String> parameters();

    /// Documentation, Markdown.
    public abstract String doc();

    /// Whether errors passing through get the frame `while calling the '…' builtin`.
    public boolean traced() {
        return true;
    }

    /// Whether the first argument is needed before anything else, and errors of computing it get no frame of the argument's
    /// own: callers then need not suspend it.
    public boolean needsFirst() {
        return false;
    }

    public Value call1(int pos, Value a) {
        throw new IllegalStateException(name);
    }

    public Value call2(int pos, Value a, Value b) {
        throw new IllegalStateException(name);
    }

    public Value call3(int pos, Value a, Value b, Value c) {
        throw new IllegalStateException(name);
    }

    /// For arities above 3; `arguments` has [#arity] elements.
    public Value callN(int pos, Value[] arguments) {
        throw new IllegalStateException(name);
    }
}
