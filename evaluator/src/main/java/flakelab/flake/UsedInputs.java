package flakelab.flake;

import flakelab.syntax.Symbol;
import flakelab.value.Attrs;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which inputs evaluating a flake has needed so far: those whose values it has computed. Inputs are lazy, so this is
/// read off the values, and nothing is recorded while evaluating.
public final class UsedInputs {
    private static final Symbol INPUTS = Symbol.of("inputs");

    private final LockFile lock;
    private final Set<LockFile.Node> used = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private UsedInputs(LockFile lock) {
        this.lock = lock;
    }

    /// The nodes used, of a flake's lock and the value [Flakes#call] made of it. Forces nothing.
    public static Set<LockFile.Node> of(LockFile lock, Value flake) {
        UsedInputs inputs = new UsedInputs(lock);
        inputs.visit(List.of(), flake);
        return inputs.used;
    }

    private void visit(List<String> path, Value flake) {
        if (!(known(flake) instanceof Attrs attributes) || !visited.add(attributes)) {
            return;
        }
        Value own = attributes.get(INPUTS);
        if (own == null || !(known(own) instanceof Attrs inputs)) {
            return;
        }
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.valueAt(i);
            List<String> inner = InputPath.append(path, inputs.nameAt(i).name);
            if (known(input) != null && lock.find(inner).map(used::add).isPresent()) {
                visit(inner, input);
            }
        }
    }

    private static @Nullable Value known(Value value) {
        return value instanceof Thunk thunk ? thunk.valueIfForced() : value;
    }
}
