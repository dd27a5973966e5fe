package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.text.NixException;
import flakelab.text.Positions;
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
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Set;

/// Values as text: in error messages, `nix eval`, the REPL (CppNix `print.cc`). See [AmbiguousPrinter] for
/// `nix-instantiate --eval`.
public final class Printer {
    private static final String RED = "\u001b[31;1m";
    private static final String GREEN = "\u001b[32;1m";
    private static final String BLUE = "\u001b[34;1m";
    private static final String MAGENTA = "\u001b[35;1m";
    private static final String CYAN = "\u001b[36;1m";
    private static final String FAINT = "\u001b[2m";
    private static final String NORMAL = "\u001b[0m";

    private final Evaluator ev;
    private final PrintOptions options;
    private final StringBuilder out = new StringBuilder();
    private final Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int attrsPrinted;
    private int itemsPrinted;
    private int indent;

    public Printer(Evaluator ev, PrintOptions options) {
        this.ev = ev;
        this.options = options;
    }

    /// The text, Latin-1.
    ///
    /// @throws NixException met while forcing, if the options say so
    public String print(Value v) {
        out.setLength(0);
        seen.clear();
        attrsPrinted = 0;
        itemsPrinted = 0;
        indent = 0;
        print(v, 0);
        return out.toString();
    }

    private void print(Value cell, int depth) {
        ev.interruptIfAsked();
        if (depth > ev.settings().maxCallDepth()) {
            throw EvalErrors.tooManyCalls().at(ev.at(cell.pos()));
        }
        int before = ev.depth();
        try {
            printShallow(options.force() ? cell.forceWhereWritten() : cell, cell, depth);
        } catch (EvalException.TooDeep e) {
            throw e;
        } catch (NixException e) {
            boolean rethrow = options.errors() == PrintOptions.Errors.THROW
                    || options.errors() == PrintOptions.Errors.THROW_TOP_LEVEL && depth == 0;
            if (rethrow) {
                throw e;
            }
            ev.leave(before);
            coloured(RED, Literal.OPEN + "error: " + flat(e.text()) + Literal.CLOSE);
        }
    }

    private static String flat(String message) {
        return message.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    private void printShallow(Value v, Value cell, int depth) {
        switch (v) {
            case IntValue i -> coloured(CYAN, Long.toString(i.value()));
            case FloatValue f -> coloured(CYAN, Literal.number(f.value()));
            case BoolValue b -> coloured(CYAN, b.value() ? "true" : "false");
            case NullValue _ -> coloured(CYAN, "null");
            case StringValue s -> printString(s.text());
            case PathValue p -> coloured(GREEN, p.shown());
            case Attrs attrs -> printAttrs(attrs, depth);
            case ListValue list -> printList(list, cell, depth);
            case FunctionValue f -> coloured(BLUE, Literal.OPEN + function(f) + Literal.CLOSE);
            case Thunk thunk -> printThunk(thunk, depth);
        }
    }

    private void coloured(String colour, String text) {
        if (options.colours()) {
            out.append(colour).append(text).append(NORMAL);
        } else {
            out.append(text);
        }
    }

    private void printString(String text) {
        if (options.colours()) {
            out.append(MAGENTA);
        }
        if (text.length() > options.maxString()) {
            String whole = Literal.string(text.substring(0, options.maxString()));
            out.append(whole).append(' ');
            printElided(text.length() - options.maxString(), "byte");
            return;
        }
        Literal.appendString(out, text);
        if (options.colours()) {
            out.append(NORMAL);
        }
    }

    private void printElided(int count, String noun) {
        coloured(FAINT, Literal.OPEN + count + " " + noun + (count == 1 ? "" : "s") + " elided" + Literal.CLOSE);
    }

    private void printThunk(Thunk thunk, int depth) {
        Value value = thunk.valueIfForced();
        if (value != null) {
            printShallow(value, thunk, depth);
        } else if (thunk.isRunning()) {
            coloured(RED, Literal.quoted("potential infinite recursion"));
        } else {
            coloured(MAGENTA, Literal.quoted("thunk"));
        }
    }

    private String function(FunctionValue f) {
        return switch (f) {
            case Lambda lambda -> lambda(lambda, 0);
            case BuiltinFunction builtin -> "primop " + builtin.name();
            case PartialCall partial -> switch (partial.function()) {
                case Lambda lambda -> lambda(lambda, partial.arguments().length);
                case BuiltinFunction builtin -> "partially applied primop " + builtin.name();
                case PartialCall inner -> function(inner);
            };
        };
    }

    private String lambda(Lambda lambda, int given) {
        Symbol name = lambda.code().name();
        String place = ev.at(lambda.code().pos(given))
            .map(p -> " @ " + p.shown())
            .orElse(" @ " + Literal.quoted("none") + ":0");
        return (name == null ? "lambda" : "lambda " + Literal.name(name.name)) + place;
    }

    private void printAttrs(Attrs attrs, int depth) {
        if (options.trackRepeated() && !seen.add(attrs)) {
            coloured(MAGENTA, Literal.quoted("repeated"));
            return;
        }
        if (options.force() && options.derivationPaths() && ev.isDerivation(attrs)) {
            printDerivation(attrs);
        } else if (depth >= options.maxDepth()) {
            out.append("{ ... }");
        } else {
            printEachAttr(attrs, depth);
        }
    }

    private void printEachAttr(Attrs attrs, int depth) {
        indent += options.indent();
        out.append('{');
        boolean lines = onLines(attrs.values());
        int printed = 0;
        for (int i : order(attrs)) {
            space(lines);
            if (attrsPrinted >= options.maxAttrs()) {
                printElided(attrs.size() - printed, "attribute");
                break;
            }
            out.append(Literal.name(attrs.nameAt(i).name)).append(" = ");
            print(attrs.valueAt(i), depth + 1);
            out.append(';');
            attrsPrinted++;
            printed++;
        }
        indent -= options.indent();
        space(lines);
        out.append('}');
    }

    /// By name; where the number of attributes is limited, `type` and `_type` go first.
    private int[] order(Attrs attrs) {
        Integer[] order = new Integer[attrs.size()];
        Arrays.setAll(order, i -> i);
        if (options.maxAttrs() != Integer.MAX_VALUE) {
            Arrays.sort(order, Comparator.comparing(i -> {
                String name = attrs.nameAt(i).name;
                return !name.equals("type") && !name.equals("_type");
            }));
        }
        return Arrays.stream(order).mapToInt(i -> i).toArray();
    }

    /// Lists repeat where the same cell is met again, sets where the same set is; the outermost cell is nowhere else.
    /// A variable's cell is a thunk to those who took it early, and later its list.
    private void printList(ListValue list, Value cell, int depth) {
        boolean first = depth == 0 || seen.add(cell);
        if (depth > 0) {
            seen.add(list);
        }
        if (options.trackRepeated() && list.size() > 0 && !first) {
            coloured(MAGENTA, Literal.quoted("repeated"));
            return;
        }
        if (depth >= options.maxDepth()) {
            out.append("[ ... ]");
            return;
        }
        indent += options.indent();
        out.append('[');
        boolean lines = onLines(list.elements());
        for (int i = 0; i < list.size(); i++) {
            space(lines);
            if (itemsPrinted >= options.maxItems()) {
                printElided(list.size() - i, "item");
                break;
            }
            print(list.get(i), depth + 1);
            itemsPrinted++;
        }
        indent -= options.indent();
        space(lines);
        out.append(']');
    }

    private void space(boolean line) {
        if (line) {
            out.append('\n').repeat(' ', indent);
        } else {
            out.append(' ');
        }
    }

    /// Several things get a line each; so does a single one that holds others.
    private boolean onLines(Value[] inside) {
        if (options.indent() == 0 || inside.length == 0) {
            return false;
        }
        if (inside.length > 1) {
            return true;
        }
        Value only = inside[0].force(Positions.NONE);
        return only instanceof ListValue || only instanceof Attrs;
    }

    private void printDerivation(Attrs attrs) {
        int index = attrs.find(Names.DRV_PATH);
        String path = "";
        if (index >= 0) {
            path = " " + ev.world()
                .store()
                .storeDir()
                .print(ev.coerceToStorePath(attrs.valueAt(index),
                        new StringContext.Builder(), attrs.positionAt(index),
                        "while evaluating the drvPath of a derivation"));
        }
        coloured(GREEN, Literal.OPEN + "derivation" + path + Literal.CLOSE);
    }
}
