package flakelab.eval;

import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.BuiltinFunction;
import flakelab.value.FloatValue;
import flakelab.value.FunctionValue;
import flakelab.value.IntValue;
import flakelab.value.Lambda;
import flakelab.value.ListValue;
import flakelab.value.Literal;
import flakelab.value.NullValue;
import flakelab.value.PartialCall;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Values as `nix-instantiate --eval` writes them: nothing is forced, what is not Nix syntax is `<CODE>`, `<LAMBDA>`,
/// `<PRIMOP>`, `<PRIMOP-APP>` (CppNix `print-ambiguous.cc`).
public final class AmbiguousPrinter {
    private final Evaluator ev;
    private final StringBuilder out = new StringBuilder();
    private final Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private AmbiguousPrinter(Evaluator ev) {
        this.ev = ev;
    }

    /// The text, Latin-1.
    public static String print(Evaluator ev, Value v) {
        AmbiguousPrinter printer = new AmbiguousPrinter(ev);
        printer.print(v, 0);
        return printer.out.toString();
    }

    private void print(Value cell, int depth) {
        ev.interruptIfAsked();
        if (depth > ev.settings().maxCallDepth()) {
            throw EvalErrors.tooManyCalls().at(ev.at(cell.pos()));
        }
        Value v = valueOf(cell);
        if (v instanceof StringValue s) {
            Literal.appendString(out, s.text());
        } else if (v instanceof IntValue i) {
            out.append(i.value());
        } else if (v instanceof Attrs attrs) {
            printAttrs(attrs, depth);
        } else if (v instanceof ListValue list) {
            printList(list, cell, depth);
        } else if (v instanceof Thunk thunk) {
            out.append(thunk.isRunning() ? Literal.quoted("potential infinite recursion") : "<CODE>");
        } else {
            printOther(v);
        }
    }

    private void printOther(Value v) {
        switch (v) {
            case FloatValue f -> out.append(Literal.number(f.value()));
            case BoolValue b -> out.append(b.value());
            case NullValue _ -> out.append("null");
            case PathValue p -> out.append(p.shown());
            case FunctionValue f -> out.append(function(f));
            case Value other -> throw new IllegalStateException(other.typeName());
        }
    }

    private static Value valueOf(Value cell) {
        Value value = cell instanceof Thunk thunk ? thunk.valueIfForced() : cell;
        return value == null ? cell : value;
    }

    private void printAttrs(Attrs attrs, int depth) {
        if (!attrs.isEmpty() && !seen.add(attrs)) {
            out.append(Literal.quoted("repeated"));
            return;
        }
        out.append("{ ");
        for (int i = 0; i < attrs.size(); i++) {
            out.append(Literal.name(attrs.nameAt(i).name)).append(" = ");
            print(attrs.valueAt(i), depth + 1);
            out.append("; ");
        }
        out.append('}');
    }

    /// Lists repeat where the same cell is met again, sets where the same set is; the outermost cell is nowhere else.
    /// A variable's cell is a thunk to those who took it early, and later its list.
    private void printList(ListValue list, Value cell, int depth) {
        boolean first = depth == 0 || seen.add(cell);
        if (depth > 0) {
            seen.add(list);
        }
        if (list.size() > 0 && !first) {
            out.append(Literal.quoted("repeated"));
            return;
        }
        out.append("[ ");
        for (Value element : list.elements()) {
            print(element, depth + 1);
            out.append(' ');
        }
        out.append(']');
    }

    private static String function(FunctionValue f) {
        return switch (f) {
            case Lambda _ -> "<LAMBDA>";
            case BuiltinFunction _ -> "<PRIMOP>";
            case PartialCall partial -> partial.function() instanceof Lambda ? "<LAMBDA>" : "<PRIMOP-APP>";
        };
    }
}
