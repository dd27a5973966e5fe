package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.BuiltinFunction;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lists: `map`, `filter`, `foldl'`, `sort` and friends.
final class Lists {
    /// How often loops that call nothing look for an interrupt.
    private static final int POLLED = 1 << 14;

    private Lists() {}

    @Builtin(doc = "The number of elements of *list*.")
    static Value length(Evaluator ev, ListValue list) {
        return IntValue.of(list.size());
    }

    @Builtin(doc = "The element of *list* at position *n*, counted from 0.")
    static Value elemAt(Evaluator ev, Value list, Value n) {
        long index = ev.forceInt(n, Positions.NONE,
                "while evaluating the second argument passed to 'builtins.elemAt'");
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the first argument passed to 'builtins.elemAt'");
        if (index < 0 || index >= of.size()) {
            throw BuiltinErrors.indexOutOfRange(index, of.size());
        }
        return of.get((int) index).force(Positions.NONE);
    }

    @Builtin(doc = "The first element of *list*; an error if there is none.")
    static Value head(Evaluator ev,
            @Arg("while evaluating the first argument passed to 'builtins.head'") ListValue list) {
        if (list.size() == 0) {
            throw BuiltinErrors.emptyList("head");
        }
        return list.get(0).force(Positions.NONE);
    }

    @Builtin(doc = "*list* without its first element. This copies the list, so walking a list by `tail` is quadratic.")
    static Value tail(Evaluator ev,
            @Arg("while evaluating the first argument passed to 'builtins.tail'") ListValue list) {
        if (list.size() == 0) {
            throw BuiltinErrors.emptyList("tail");
        }
        return ListValue.of(Arrays.copyOfRange(list.elements(), 1, list.size()));
    }

    @Builtin(global = true, doc = """
            The list of *f* applied to each element of *list*, each computed only when needed.

            ```nix
            map (x: "foo" + x) [ "bar" "bla" ]
            ```

            is `[ "foobar" "foobla" ]`.
            """)
    static Value map(Evaluator ev, Value f, Value list) {
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.map");
        if (of.size() == 0) {
            return of;
        }
        Value function = ev.forceFunction(f, Positions.NONE,
                "while evaluating the first argument passed to builtins.map");
        Value[] result = new Value[of.size()];
        for (int i = 0; i < result.length; i++) {
            if (i % POLLED == 0) {
                ev.interruptIfAsked();
            }
            result[i] = ev.lazyCall(function, of.get(i));
        }
        return ListValue.of(result);
    }

    @Builtin(doc = "The elements of *list* for which *f* returns `true`.")
    static Value filter(Evaluator ev, Value f, Value list) {
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.filter");
        if (of.size() == 0) {
            return of;
        }
        Value keep = ev.forceFunction(f, Positions.NONE,
                "while evaluating the first argument passed to builtins.filter");
        Value[] kept = new Value[of.size()];
        int count = 0;
        for (Value element : of.elements()) {
            if (ev.forceBool(ev.call(keep, element, Positions.NONE), Positions.NONE,
                    "while evaluating the return value of the filtering function passed to builtins.filter")) {
                kept[count++] = element;
            }
        }
        return count == kept.length ? of : ListValue.of(Arrays.copyOf(kept, count));
    }

    @Builtin(doc = "Whether some element of *xs* equals *x*.")
    static Value elem(Evaluator ev, Value x, Value xs) {
        ListValue of = ev.forceList(xs, Positions.NONE,
                "while evaluating the second argument passed to builtins.elem");
        for (Value element : of.elements()) {
            if (ev.equal(x, element, Positions.NONE,
                    "while searching for the presence of the given element in the list")) {
                return BoolValue.TRUE;
            }
        }
        return BoolValue.FALSE;
    }

    @Builtin(doc = "The lists in *lists* joined to one.")
    static Value concatLists(Evaluator ev,
            ListValue lists) {
        ListValue[] parts = new ListValue[lists.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = ev.forceList(lists.get(i), Positions.NONE,
                    "while evaluating a value of the list passed to builtins.concatLists");
        }
        return joined(parts);
    }

    @Builtin(doc = "`concatLists (map f list)`, in one go.")
    static Value concatMap(Evaluator ev, Value f, Value list) {
        Value function = ev.forceFunction(f, Positions.NONE,
                "while evaluating the first argument passed to builtins.concatMap");
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.concatMap");
        ListValue[] parts = new ListValue[of.size()];
        for (int i = 0; i < parts.length; i++) {
            Value part = ev.call(function, of.get(i), Positions.NONE);
            int place = part.pos() == Positions.NONE ? function.pos() : part.pos();
            parts[i] = ev.forceList(part, place,
                    "while evaluating the return value of the function passed to builtins.concatMap");
        }
        return joined(parts);
    }

    private static ListValue joined(ListValue[] parts) {
        int size = 0;
        int filled = 0;
        ListValue last = ListValue.EMPTY;
        for (ListValue part : parts) {
            size += part.size();
            if (part.size() != 0) {
                filled++;
                last = part;
            }
        }
        if (filled <= 1) {
            return last;
        }
        Value[] all = new Value[size];
        int at = 0;
        for (ListValue part : parts) {
            System.arraycopy(part.elements(), 0, all, at, part.size());
            at += part.size();
        }
        return ListValue.of(all);
    }

    @Builtin(name = "foldl'", doc = """
            Reduces *list* from the left: `foldl' op nul [ x0 x1 ]` is `op (op nul x0) x1`. Each intermediate result is
            computed at once; *nul* itself is not before it is needed.
            """)
    static Value foldlStrict(Evaluator ev, Value op, Value nul, Value list) {
        Value function = ev.forceFunction(op, Positions.NONE,
                "while evaluating the first argument passed to builtins.foldlStrict");
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the third argument passed to builtins.foldlStrict");
        Value current = nul;
        for (Value element : of.elements()) {
            current = ev.call(function, current, element, Positions.NONE);
        }
        return current.force(Positions.NONE);
    }

    @Builtin(doc = "Whether *pred* returns `true` for at least one element of *list*.")
    static Value any(Evaluator ev, Value pred, Value list) {
        return BoolValue.of(anyOrAll(ev, pred, list, true, "any"));
    }

    @Builtin(doc = "Whether *pred* returns `true` for all elements of *list*.")
    static Value all(Evaluator ev, Value pred, Value list) {
        return BoolValue.of(!anyOrAll(ev, pred, list, false, "all"));
    }

    /// Whether `pred` gives `wanted` for some element.
    private static boolean anyOrAll(Evaluator ev, Value pred, Value list, boolean wanted,
            String builtin) {
        Value function = ev.forceFunction(pred, Positions.NONE,
                "while evaluating the first argument passed to builtins." + builtin);
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins." + builtin);
        String context = "while evaluating the return value of the function passed to builtins."
                + builtin;
        for (Value element : of.elements()) {
            if (ev.forceBool(ev.call(function, element, Positions.NONE), Positions.NONE,
                    context) == wanted) {
                return true;
            }
        }
        return false;
    }

    @Builtin(doc = "The list of *generator* applied to 0, 1, … *length* - 1, each computed only when needed.")
    static Value genList(Evaluator ev, Value generator, Value length) {
        long size = ev.forceInt(length, Positions.NONE,
                "while evaluating the second argument passed to builtins.genList");
        if (size < 0 || size > Integer.MAX_VALUE - 8) {
            throw BuiltinErrors.listSize(size);
        }
        Value function = ev.forceFunction(generator, Positions.NONE,
                "while evaluating the first argument passed to builtins.genList");
        Value[] result = new Value[(int) size];
        for (int i = 0; i < result.length; i++) {
            if (i % POLLED == 0) {
                ev.interruptIfAsked();
            }
            result[i] = ev.lazyCall(function, IntValue.of(i));
        }
        return ListValue.of(result);
    }

    @Builtin(doc = """
            *list* in the order of *comparator*, which says whether its first argument is strictly less than its second.
            Elements of which neither is less keep their order.
            """)
    static Value sort(Evaluator ev, Value comparator, Value list) {
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.sort");
        if (of.size() == 0) {
            return of;
        }
        Value less = ev.forceFunction(comparator, Positions.NONE,
                "while evaluating the first argument passed to builtins.sort");
        Value[] sorted = of.elements().clone();
        for (Value element : sorted) {
            element.force(Positions.NONE);
        }
        PeekSort.sort(sorted, ordering(ev, less));
        return ListValue.of(sorted);
    }

    private static PeekSort.Less ordering(Evaluator ev, Value less) {
        if (less instanceof BuiltinFunction builtin && builtin.name().equals("lessThan")) {
            return (a, b) -> ev.lessThan(a.force(Positions.NONE), b.force(Positions.NONE),
                    Positions.NONE,
                    "while evaluating the ordering function passed to builtins.sort");
        }
        return (a, b) -> ev.forceBool(ev.call(less, a, b, Positions.NONE), Positions.NONE,
                "while evaluating the return value of the sorting function passed to builtins.sort");
    }

    @Builtin(doc = """
            A set of two lists: `right` has the elements of *list* for which *pred* returns `true`, `wrong` the others.
            """)
    static Value partition(Evaluator ev, Value pred, Value list) {
        Value function = ev.forceFunction(pred, Positions.NONE,
                "while evaluating the first argument passed to builtins.partition");
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.partition");
        List<Value> right = new ArrayList<>();
        List<Value> wrong = new ArrayList<>();
        for (Value element : of.elements()) {
            element.force(Positions.NONE);
            boolean yes = ev.forceBool(ev.call(function, element, Positions.NONE), Positions.NONE,
                    "while evaluating the return value of the partition function passed to builtins.partition");
            (yes ? right : wrong).add(element);
        }
        return new AttrsBuilder(2).put("right", ListValue.of(right.toArray(Value[]::new)))
            .put("wrong", ListValue.of(wrong.toArray(Value[]::new)))
            .build();
    }

    @Builtin(doc = """
            Groups the elements of *list* by the string that *f* returns for each: a set from those strings to lists.

            ```nix
            builtins.groupBy (builtins.substring 0 1) [ "foo" "bar" "baz" ]
            ```

            is `{ b = [ "bar" "baz" ]; f = [ "foo" ]; }`.
            """)
    static Value groupBy(Evaluator ev, Value f, Value list) {
        Value function = ev.forceFunction(f, Positions.NONE,
                "while evaluating the first argument passed to builtins.groupBy");
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.groupBy");
        Map<Symbol, List<Value>> groups = new HashMap<>();
        for (Value element : of.elements()) {
            String name = ev.forceStringNoContext(ev.call(function, element, Positions.NONE),
                    Positions.NONE,
                    "while evaluating the return value of the grouping function passed to builtins.groupBy");
            groups.computeIfAbsent(Symbol.of(name), _ -> new ArrayList<>()).add(element);
        }
        AttrsBuilder result = new AttrsBuilder(groups.size());
        groups.forEach(
                (name, elements) -> result.put(name, ListValue.of(elements.toArray(Value[]::new))));
        return result.build();
    }
}
