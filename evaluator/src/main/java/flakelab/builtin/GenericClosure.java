package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.PrintOptions;
import flakelab.eval.Printer;
import flakelab.syntax.Symbol;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `genericClosure`: everything reachable from a start by an operator, each key once.
final class GenericClosure {
    private static final Symbol START_SET = Symbol.of("startSet");
    private static final Symbol OPERATOR = Symbol.of("operator");
    private static final Symbol KEY = Symbol.of("key");
    private static final String IN_ARGUMENT = "in the attrset passed as argument to builtins.genericClosure";

    private final Evaluator ev;
    private final Value operator;
    private final List<Value> found = new ArrayList<>();
    private final Deque<Value> pending = new ArrayDeque<>();
    /// Which element has each key seen; ordered as `<` orders keys, which is what makes keys comparable at all.
    private final Map<Value, Value> elementByKey;

    private GenericClosure(Evaluator ev, Value operator) {
        this.ev = ev;
        this.operator = operator;
        this.elementByKey = new TreeMap<>(this::compare);
    }

    @Builtin(doc = """
            The transitive closure of a relation. *attrset* has `startSet`, a list of sets that each have a `key`, and `operator`,
            which gives for such a set the list of those it leads to. The result lists every set reached, each key once, in
            the order of discovery.

            ```nix
            builtins.genericClosure {
              startSet = [ { key = 5; } ];
              operator = item: if item.key > 7 then [ ] else [ { key = item.key + 1; } ];
            }
            ```

            has the keys 5, 6, 7 and 8.
            """)
    static Value genericClosure(Evaluator ev,
            Attrs attrset) {
        ListValue start = ev.forceList(ev.requireAttr(attrset, START_SET, IN_ARGUMENT),
                Positions.NONE,
                "while evaluating the 'startSet' attribute passed as argument to builtins.genericClosure");
        if (start.size() == 0) {
            return start;
        }
        Value operator = ev.forceFunction(ev.requireAttr(attrset, OPERATOR, IN_ARGUMENT),
                Positions.NONE,
                "while evaluating the 'operator' attribute passed as argument to builtins.genericClosure");
        GenericClosure closure = new GenericClosure(ev, operator);
        closure.pending.addAll(List.of(start.elements()));
        return closure.close();
    }

    private Value close() {
        while (!pending.isEmpty()) {
            Value element = pending.removeFirst();
            if (isNew(element, key(element))) {
                found.add(element);
                expand(element);
            }
        }
        return ListValue.of(found.toArray(Value[]::new));
    }

    private Value key(Value element) {
        Value key;
        try {
            key = ev.requireAttr(ev.forceAttrs(element, Positions.NONE, ""), KEY, "");
        } catch (NixException e) {
            throw frame(e, "in genericClosure element " + shown(element));
        }
        return key.force(Positions.NONE);
    }

    private boolean isNew(Value element, Value key) {
        try {
            return elementByKey.putIfAbsent(key, element) == null;
        } catch (NixException e) {
            throw comparing(e, element, key);
        }
    }

    /// The frames are printed in reverse order, hence "with" before "while".
    private NixException comparing(NixException e, Value element, Value key) {
        for (Map.Entry<Value, Value> other : elementByKey.entrySet()) {
            try {
                less(key, other.getKey());
            } catch (NixException _) {
                frame(e, "with element " + shown(other.getValue()));
                return frame(e, "while comparing element " + shown(element));
            }
        }
        return frame(e, "while checking key of element " + shown(element));
    }

    private void expand(Value element) {
        try {
            ListValue more = ev.forceList(ev.call(operator, element, Positions.NONE),
                    Positions.NONE,
                    "while evaluating the return value of the `operator` passed to builtins.genericClosure");
            for (Value each : more.elements()) {
                each.force(Positions.NONE);
                pending.addLast(each);
            }
        } catch (NixException e) {
            throw frame(e,
                    "while calling " + Emphasis.of(OPERATOR.name) + " on genericClosure element "
                            + shown(element));
        }
    }

    private int compare(Value a, Value b) {
        if (elementByKey.isEmpty()) {
            return 0; // Java compares even the first key, with itself
        }
        if (a instanceof StringValue x && b instanceof StringValue y) {
            return x.text().compareTo(y.text());
        }
        return less(a, b) ? -1 : less(b, a) ? 1 : 0;
    }

    private boolean less(Value a, Value b) {
        return ev.lessThan(a, b, Positions.NONE, "");
    }

    private String shown(Value element) {
        return new Printer(ev, PrintOptions.ERROR).print(element);
    }

    private static NixException frame(NixException e, String message) {
        e.addFrame(new Diagnostic.Frame(Optional.empty(), message, false));
        return e;
    }
}
