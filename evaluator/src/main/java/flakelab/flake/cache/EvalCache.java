package flakelab.flake.cache;

import flakelab.eval.Evaluator;
import flakelab.value.Value;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value and all that is below it, evaluated only as far as it is asked for, and not at all where a file knows the
/// answer from before (CppNix `EvalCache`, `src/libexpr/eval-cache.cc`).
public final class EvalCache implements AutoCloseable {
    private final Evaluator evaluator;
    private final @Nullable Attributes table;
    private final Supplier<Value> root;
    private @Nullable Value value;

    private EvalCache(Evaluator evaluator, @Nullable Attributes table, Supplier<Value> root) {
        this.evaluator = evaluator;
        this.table = table;
        this.root = root;
    }

    /// One that keeps what it learns in a file, such as `eval-cache-v6/FINGERPRINT.sqlite`.
    public static EvalCache open(Evaluator evaluator, Path file, Supplier<Value> root) {
        return new EvalCache(evaluator, Attributes.open(file), root);
    }

    /// One that keeps nothing.
    public static EvalCache without(Evaluator evaluator, Supplier<Value> root) {
        return new EvalCache(evaluator, null, root);
    }

    public Cursor root() {
        return new Cursor(this, null, "", null, null);
    }

    Evaluator evaluator() {
        return evaluator;
    }

    Optional<Attributes> table() {
        return Optional.ofNullable(table);
    }

    Value rootValue() {
        Value known = value;
        if (known == null) {
            known = root.get();
            value = known;
        }
        return known;
    }

    /// Keeps what was learnt.
    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
    }
}
