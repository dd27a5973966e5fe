package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.value.Value;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Names known before an expression is evaluated: the built-in ones, a REPL's bindings, the sets given to `scopedImport`.
///
/// Expressions are resolved against a scope once; binding a name anew affects only what is resolved afterwards. Other threads
/// may look while names are bound.
public final class Scope {
    private final @Nullable Scope outer;
    private final Map<Symbol, Value> values = new ConcurrentHashMap<>();

    public Scope() {
        this(null);
    }

    /// A scope whose names hide those of `outer`.
    public Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    public void bind(Symbol name, Value value) {
        values.put(name, value);
    }

    public @Nullable Value find(Symbol name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Value value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /// The names of this scope alone, sorted.
    public Set<Symbol> names() {
        return new TreeSet<>(values.keySet());
    }

    public @Nullable Scope outer() {
        return outer;
    }
}
