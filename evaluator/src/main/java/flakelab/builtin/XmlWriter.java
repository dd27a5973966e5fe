package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.syntax.Expr;
import flakelab.text.Origin;
import flakelab.text.Position;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.FunctionValue;
import flakelab.value.IntValue;
import flakelab.value.Lambda;
import flakelab.value.ListValue;
import flakelab.value.Literal;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values as XML text (CppNix `value-to-xml.cc`, `xml-writer.cc`).
public final class XmlWriter {
    private final Evaluator ev;
    private final boolean strict;
    private final boolean location;
    private final StringContext.Builder context;
    private final StringBuilder out = new StringBuilder("<?xml version='1.0' encoding='utf-8'?>\n");
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> derivations = new HashSet<>();

    private XmlWriter(Evaluator ev, boolean strict, boolean location,
            StringContext.Builder context) {
        this.ev = ev;
        this.strict = strict;
        this.location = location;
        this.context = context;
    }

    /// The XML of a value.
    ///
    /// @param strict forces all it meets; otherwise what was not evaluated is shown as such
    /// @param location says where attributes and functions were written
    public static String write(Evaluator ev, Value v, boolean strict, boolean location,
            StringContext.Builder context,
            int pos) {
        XmlWriter writer = new XmlWriter(ev, strict, location, context);
        writer.open("expr", Map.of());
        writer.value(v, pos);
        writer.close();
        return writer.out.toString();
    }

    private void value(Value v, int pos) {
        ev.interruptIfAsked();
        int before = ev.enter(pos);
        Value known = strict ? v.force(pos) : v instanceof Thunk thunk ? thunk.valueIfForced() : v;
        switch (known) {
            case null -> empty("unevaluated", Map.of());
            case Thunk _ -> empty("unevaluated", Map.of());
            case IntValue i -> empty("int", Map.of("value", String.valueOf(i.value())));
            case BoolValue b -> empty("bool", Map.of("value", String.valueOf(b.value())));
            case FloatValue f -> empty("float", Map.of("value", Literal.number(f.value())));
            case StringValue s -> {
                context.add(s.context());
                empty("string", Map.of("value", s.text()));
            }
            case PathValue path -> empty("path", Map.of("value", path.shown()));
            case NullValue _ -> empty("null", Map.of());
            case Attrs attrs -> {
                if (ev.isDerivation(attrs)) {
                    derivation(attrs);
                } else {
                    open("attrs", Map.of());
                    attributes(attrs);
                    close();
                }
            }
            case ListValue list -> {
                open("list", Map.of());
                for (Value element : list.elements()) {
                    value(element, pos);
                }
                close();
            }
            case FunctionValue function -> function(function);
        }
        ev.leave(before);
    }

    private void derivation(Attrs attrs) {
        SortedMap<String, String> shown = new TreeMap<>();
        String drvPath = string(attrs, attrs.find(Names.DRV_PATH));
        if (drvPath != null) {
            shown.put("drvPath", drvPath);
        }
        String outPath = string(attrs, attrs.find(Names.OUT_PATH));
        if (outPath != null) {
            shown.put("outPath", outPath);
        }
        open("derivation", shown);
        if (drvPath != null && !drvPath.isEmpty() && derivations.add(drvPath)) {
            attributes(attrs);
        } else {
            empty("repeated", Map.of());
        }
        close();
    }

    private @Nullable String string(Attrs attrs, int index) {
        if (index < 0) {
            return null;
        }
        Value v = attrs.valueAt(index);
        Value known = strict
                ? v.force(attrs.positionAt(index))
                : v instanceof Thunk thunk ? thunk.valueIfForced() : v;
        return known instanceof StringValue s ? s.text() : null;
    }

    private void attributes(Attrs attrs) {
        for (int i = 0; i < attrs.size(); i++) {
            SortedMap<String, String> shown = new TreeMap<>();
            shown.put("name", attrs.nameAt(i).name);
            place(shown, attrs.positionAt(i));
            open("attr", shown);
            value(attrs.valueAt(i), attrs.positionAt(i));
            close();
        }
    }

    private void function(FunctionValue function) {
        if (!(function instanceof Lambda lambda)) {
            empty("unevaluated", Map.of());
            return;
        }
        SortedMap<String, String> shown = new TreeMap<>();
        place(shown, lambda.code().pos(0));
        open("function", shown);
        Expr.Formals formals = lambda.code().formals(0);
        if (formals == null) {
            empty("varpat", Map.of("name", String.valueOf(lambda.code().lambda(0).arg())));
        } else {
            SortedMap<String, String> pattern = new TreeMap<>();
            if (lambda.code().lambda(0).arg() != null) {
                pattern.put("name", String.valueOf(lambda.code().lambda(0).arg()));
            }
            if (formals.ellipsis()) {
                pattern.put("ellipsis", "1");
            }
            open("attrspat", pattern);
            formals.formals()
                .stream()
                .map(Expr.Formal::name)
                .sorted()
                .forEach(name -> empty("attr", Map.of("name", name.name)));
            close();
        }
        close();
    }

    private void place(Map<String, String> shown, int pos) {
        if (!location) {
            return;
        }
        ev.at(pos).ifPresent(place -> place(shown, place));
    }

    private static void place(Map<String, String> shown, Position place) {
        if (place.source().origin() instanceof Origin.File(String path, _)) {
            shown.put("path", path);
        }
        shown.put("line", String.valueOf(place.line()));
        shown.put("column", String.valueOf(place.column()));
    }

    // Elements

    private void open(String name, Map<String, String> attributes) {
        start(name, attributes);
        out.append(">\n");
        open.push(name);
    }

    private void close() {
        String name = open.pop();
        out.repeat("  ", open.size()).append("</").append(name).append(">\n");
    }

    private void empty(String name, Map<String, String> attributes) {
        start(name, attributes);
        out.append(" />\n");
    }

    private void start(String name, Map<String, String> attributes) {
        out.repeat("  ", open.size()).append('<').append(name);
        attributes.forEach((key, value) -> {
            out.append(' ').append(key).append("=\"");
            escaped(value);
            out.append('"');
        });
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("&quot;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '\n' -> out.append("&#xA;");
                default -> out.append(c);
            }
        }
    }
}
