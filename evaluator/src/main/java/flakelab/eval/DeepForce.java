package flakelab.eval;

import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.Literal;
import flakelab.value.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.IntFunction;

/// Forcing everything reachable from a value, other cores helping (CppNix `EvalState::forceValueDeep`).
final class DeepForce {
    private final Evaluator ev;
    private final Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    DeepForce(Evaluator ev) {
        this.ev = ev;
    }

    /// What was seen are cells, not what is in them: which frames an error gets depends on it.
    void force(Value cell) {
        int before = ev.enter(cell.pos());
        Value v = cell.forceWhereWritten();
        if ((v instanceof Attrs || v instanceof ListValue) && seen.add(cell)) {
            inside(v);
        }
        ev.leave(before);
    }

    /// As [#force], but a value that contains itself is met once more as a cell of its own.
    void forceResult(Value v) {
        int before = ev.enter(v.pos());
        inside(v);
        ev.leave(before);
    }

    private void inside(Value v) {
        if (v instanceof Attrs attrs) {
            attributes(attrs);
        } else if (v instanceof ListValue list) {
            elements(list);
        }
    }

    private void attributes(Attrs attrs) {
        int[] order = attrs.shape().bySight();
        try (Ahead _ = ahead(order.length, i -> attrs.valueAt(order[i]))) {
            for (int i : order) {
                try {
                    force(attrs.valueAt(i));
                } catch (NixException e) {
                    throw ev.frame(e, attrs.positionAt(i), "while evaluating the attribute '"
                            + Emphasis.of(Literal.name(attrs.nameAt(i).name)) + "'");
                }
            }
        }
    }

    private void elements(ListValue list) {
        try (Ahead _ = ahead(list.size(), list::get)) {
            for (int i = 0; i < list.size(); i++) {
                try {
                    force(list.get(i));
                } catch (NixException e) {
                    throw ev.frame(e, Positions.NONE, "while evaluating list element at index " + Emphasis.of(i));
                }
            }
        }
    }

    private Ahead ahead(int count, IntFunction<Value> values) {
        return ev.ahead(count, values, ev::deepForce);
    }
}
