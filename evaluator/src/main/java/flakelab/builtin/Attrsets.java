package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.AttrsBuilder;
import flakelab.value.BoolValue;
import flakelab.value.BuiltinFunction;
import flakelab.value.FunctionValue;
import flakelab.value.Lambda;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.PartialCall;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Attribute sets: `attrNames`, `mapAttrs`, `intersectAttrs` and friends.
final class Attrsets {
    private static final String PAIR = "in a {name=...; value=...;} pair";

    private Attrsets() {}

    @Builtin(doc = "The names of the attributes of *set*, sorted.")
    static Value attrNames(Evaluator ev,
            @Arg("while evaluating the argument passed to builtins.attrNames") Attrs set) {
        Value[] names = new Value[set.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = StringValue.of(set.nameAt(i).name);
        }
        return ListValue.of(names);
    }

    @Builtin(doc = "The values of the attributes of *set*, in the order of their names.")
    static Value attrValues(Evaluator ev,
            @Arg("while evaluating the argument passed to builtins.attrValues") Attrs set) {
        return ListValue.of(set.values().clone());
    }

    @Builtin(doc = "The attribute *s* of *set*, where *s* is a string: `.` for names only known at run time.")
    static Value getAttr(Evaluator ev, Value s, Value set) {
        String name = ev.forceStringNoContext(s, Positions.NONE,
                "while evaluating the first argument passed to builtins.getAttr");
        Attrs of = ev.forceAttrs(set, Positions.NONE,
                "while evaluating the second argument passed to builtins.getAttr");
        return ev.requireAttr(of, Symbol.of(name), "in the attribute set under consideration")
            .force(Positions.NONE);
    }

    @Builtin(doc = "Whether *set* has an attribute *s*, where *s* is a string: `?` for names only known at run time.")
    static Value hasAttr(Evaluator ev, Value s, Value set) {
        String name = ev.forceStringNoContext(s, Positions.NONE,
                "while evaluating the first argument passed to builtins.hasAttr");
        Attrs of = ev.forceAttrs(set, Positions.NONE,
                "while evaluating the second argument passed to builtins.hasAttr");
        return BoolValue.of(of.has(Symbol.of(name)));
    }

    @Builtin(doc = """
            Where the attribute *s* of *set* was written: a set with `file`, `line` and `column`, or `null`. For messages only:
            the result depends on how the text is laid out.
            """)
    static Value unsafeGetAttrPos(Evaluator ev, Value s, Value set) {
        String name = ev.forceStringNoContext(s, Positions.NONE,
                "while evaluating the first argument passed to builtins.unsafeGetAttrPos");
        Attrs of = ev.forceAttrs(set, Positions.NONE,
                "while evaluating the second argument passed to builtins.unsafeGetAttrPos");
        int index = of.find(Symbol.of(name));
        return index < 0 ? NullValue.NULL : ev.positionValue(of.positionAt(index));
    }

    @Builtin(global = true, doc = "*set* without the attributes named in *list*. Names it does not have do not matter.")
    static Value removeAttrs(Evaluator ev, Attrs set,
            ListValue list) {
        Symbol[] names = new Symbol[list.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = Symbol.of(ev.forceStringNoContext(list.get(i), Positions.NONE,
                    "while evaluating the values of the second argument passed to builtins.removeAttrs"));
        }
        return set.without(names);
    }

    @Builtin(doc = """
            A set from a list of sets with `name` and `value`; of several with one name the first counts.

            ```nix
            builtins.listToAttrs [ { name = "foo"; value = 123; } { name = "bar"; value = 456; } ]
            ```

            is `{ bar = 456; foo = 123; }`.
            """)
    static Value listToAttrs(Evaluator ev,
            @Arg("while evaluating the argument passed to builtins.listToAttrs") ListValue e) {
        Map<Symbol, Attrs> pairs = HashMap.newHashMap(e.size());
        for (Value element : e.elements()) {
            Attrs pair = ev.forceAttrs(element, Positions.NONE,
                    "while evaluating an element of the list passed to builtins.listToAttrs");
            String name = ev.forceStringNoContext(ev.requireAttr(pair, Names.NAME, PAIR),
                    pair.positionOf(Names.NAME),
                    "while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs");
            pairs.putIfAbsent(Symbol.of(name), pair);
        }
        AttrsBuilder result = new AttrsBuilder(pairs.size());
        pairs.forEach((name, pair) -> result.put(name, ev.requireAttr(pair, Names.VALUE, PAIR),
                pair.positionOf(Names.VALUE)));
        return result.build();
    }

    @Builtin(doc = "The attributes of *e2* whose names *e1* has too.")
    static Value intersectAttrs(Evaluator ev,
            Attrs e1,
            Attrs e2) {
        AttrsBuilder both = new AttrsBuilder(Math.min(e1.size(), e2.size()));
        if (e1.size() < e2.size()) {
            for (int i = 0; i < e1.size(); i++) {
                int at = e2.find(e1.nameAt(i));
                if (at >= 0) {
                    both.put(e2.nameAt(at), e2.valueAt(at), e2.positionAt(at));
                }
            }
        } else {
            for (int i = 0; i < e2.size(); i++) {
                if (e1.has(e2.nameAt(i))) {
                    both.put(e2.nameAt(i), e2.valueAt(i), e2.positionAt(i));
                }
            }
        }
        return both.build();
    }

    @Builtin(doc = "The values of the attribute *attr* of those sets in *list* that have it.")
    static Value catAttrs(Evaluator ev, Value attr, Value list) {
        Symbol name = Symbol.of(ev.forceStringNoContext(attr, Positions.NONE,
                "while evaluating the first argument passed to builtins.catAttrs"));
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.catAttrs");
        List<Value> found = new ArrayList<>(of.size());
        for (Value element : of.elements()) {
            Value value = ev.forceAttrs(element, Positions.NONE,
                    "while evaluating an element in the list passed as second argument to builtins.catAttrs")
                .get(name);
            if (value != null) {
                found.add(value);
            }
        }
        return ListValue.of(found.toArray(Value[]::new));
    }

    @Builtin(doc = """
            The arguments a set-pattern function *f* takes: a set from their names to whether they have a default. Empty for other
            functions.
            """)
    static Value functionArgs(Evaluator ev, Value f) {
        Value function = f.force(Positions.NONE);
        if (function instanceof BuiltinFunction) {
            return Attrs.EMPTY;
        }
        if (!(function instanceof FunctionValue)) {
            throw BuiltinErrors.functionArgsOfOther();
        }
        Expr.Formals formals = function instanceof Lambda lambda
                ? lambda.code().formals(0)
                : formalsOf((PartialCall) function);
        if (formals == null) {
            return Attrs.EMPTY;
        }
        AttrsBuilder result = new AttrsBuilder(formals.formals().size());
        for (Expr.Formal formal : formals.formals()) {
            result.put(formal.name(), BoolValue.of(formal.fallback() != null), formal.pos());
        }
        return result.build();
    }

    /// `x: { a }: …` applied to one argument is, to Nix, the inner lambda.
    private static Expr.@Nullable Formals formalsOf(PartialCall partial) {
        return partial.function() instanceof Lambda lambda
                ? lambda.code().formals(partial.arguments().length)
                : null;
    }

    @Builtin(doc = "The set with the names of *attrset* and the values *f name value*, each computed only when needed.")
    static Value mapAttrs(Evaluator ev, Value f, Value attrset) {
        Attrs of = ev.forceAttrs(attrset, Positions.NONE,
                "while evaluating the second argument passed to builtins.mapAttrs");
        Value[] mapped = new Value[of.size()];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = ev.lazyCall(f, StringValue.of(of.nameAt(i).name), of.valueAt(i));
        }
        return Attrs.of(of.shape().withoutPositions(), mapped);
    }

    @Builtin(doc = """
            Merges the sets in *list*: each name gets *f name values*, where *values* lists what the sets have under it.

            ```nix
            builtins.zipAttrsWith (name: values: values) [ { a = "x"; } { a = "y"; b = "z"; } ]
            ```

            is `{ a = [ "x" "y" ]; b = [ "z" ]; }`.
            """)
    static Value zipAttrsWith(Evaluator ev, Value f, Value list) {
        Value function = ev.forceFunction(f, Positions.NONE,
                "while evaluating the first argument passed to builtins.zipAttrsWith");
        ListValue of = ev.forceList(list, Positions.NONE,
                "while evaluating the second argument passed to builtins.zipAttrsWith");
        Map<Symbol, List<Value>> seen = new HashMap<>();
        for (Value element : of.elements()) {
            Attrs set = ev.forceAttrs(element, Positions.NONE,
                    "while evaluating a value of the list passed as second argument to builtins.zipAttrsWith");
            for (int i = 0; i < set.size(); i++) {
                seen.computeIfAbsent(set.nameAt(i), _ -> new ArrayList<>(2)).add(set.valueAt(i));
            }
        }
        AttrsBuilder result = new AttrsBuilder(seen.size());
        seen.forEach(
                (name, values) -> result.put(name, ev.lazyCall(function, StringValue.of(name.name),
                        ListValue.of(values.toArray(Value[]::new)))));
        return result.build();
    }
}
