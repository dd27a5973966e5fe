package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Origin;
import flakelab.text.Position;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Values as XML, as `builtins.toXML` and `nix-instantiate --eval --xml` give it (CppNix `value-to-xml.cc`).
public final class XmlWriter {
    private static final Map<String, String> NONE = Map.of();

    private final Evaluator ev;
    private final boolean strict;
    private final boolean locations;
    private final StringContext.Builder context;
    private final Set<String> seenDerivations = new HashSet<>();
    private final StringBuilder out = new StringBuilder("<?xml version='1.0' encoding='utf-8'?>\n");
    private int depth;

    private XmlWriter(Evaluator ev, boolean strict, boolean locations, StringContext.Builder context) {
        this.ev = ev;
        this.strict = strict;
        this.locations = locations;
        this.context = context;
    }

    /// The document for a value; what it refers to in the store goes into `context`.
    ///
    /// @param strict force what is written; otherwise thunks become `<unevaluated />`
    /// @param locations say where attributes and functions were written
    public static String write(Evaluator ev, Value value, boolean strict, boolean locations, StringContext.Builder context) {
        XmlWriter writer = new XmlWriter(ev, strict, locations, context);
        writer.open("expr", NONE);
        writer.value(value, Positions.NONE);
        writer.close("expr");
        return writer.out.toString();
    }

    private void value(Value v, int pos) {
        ev.interruptIfAsked();
        Value value = strict ? v.force(pos) : v instanceof Thunk t && t.valueIfForced() instanceof Value known ? known : v;
        switch (value) {
        case IntValue i -> empty("int", Long.toString(i.value()));
        case BoolValue b -> empty("bool", Boolean.toString(b.value()));
        case FloatValue f -> empty("float", Literal.number(f.value()));
        case NullValue _ -> empty("null", NONE);
        case PathValue path -> empty("path", path.shown());
        case StringValue s -> {
            context.add(s.context());
            empty("string", s.text());
        }
        case ListValue list -> {
            open("list", NONE);
            for (Value element : list.elements()) {
                value(element, pos);
            }
            close("list");
        }
        case Attrs attrs -> set(attrs);
        case FunctionValue function -> function(function);
        case Thunk _ -> empty("unevaluated", NONE);
        }
    }

    private void set(Attrs attrs) {
        if (!ev.isDerivation(attrs)) {
            open("attrs", NONE);
            attributes(attrs);
            close("attrs");
            return;
        }
        Map<String, String> paths = new TreeMap<>();
        path(attrs, Names.DRV_PATH, paths);
        path(attrs, Names.OUT_PATH, paths);
        open("derivation", paths);
        String drvPath = paths.getOrDefault(Names.DRV_PATH.name, "");
        if (!drvPath.isEmpty() && seenDerivations.add(drvPath)) {
            attributes(attrs);
        } else {
            empty("repeated", NONE);
        }
        close("derivation");
    }

    private void path(Attrs attrs, Symbol name, Map<String, String> paths) {
        Value value = attrs.get(name);
        if (value == null) {
            return;
        }
        Value known = strict ? value.force(attrs.positionOf(name)) : value instanceof Thunk t ? t.valueIfForced() : value;
        if (known instanceof StringValue s) {
            paths.put(name.name, s.text());
        }
    }

    private void attributes(Attrs attrs) {
        for (int i = 0; i < attrs.size(); i++) {
            Map<String, String> xml = new TreeMap<>();
            xml.put("name", attrs.nameAt(i).name);
            location(attrs.positionAt(i), xml);
            open("attr", xml);
            value(attrs.valueAt(i), attrs.positionAt(i));
            close("attr");
        }
    }

    private void location(int pos, Map<String, String> xml) {
        if (locations) {
            ev.at(pos).ifPresent(place -> location(place, xml));
        }
    }

    private static void location(Position place, Map<String, String> xml) {
        if (place.source().origin() instanceof Origin.File file) {
            xml.put("path", file.path());
        }
        xml.put("line", Integer.toString(place.line()));
        xml.put("column", Integer.toString(place.column()));
    }

    private void function(FunctionValue function) {
        switch (function) {
        case BuiltinFunction _ -> empty("unevaluated", NONE);
        case Lambda lambda -> lambda(lambda.code().lambda(0));
        case PartialCall partial when partial.function() instanceof Lambda lambda ->
            lambda(lambda.code().lambda(partial.arguments().length));
        case PartialCall _ -> empty("unevaluated", NONE);
        }
    }

    private void lambda(Expr.Lambda lambda) {
        Map<String, String> xml = new TreeMap<>();
        location(lambda.pos(), xml);
        open("function", xml);
        Symbol arg = lambda.arg();
        Expr.Formals formals = lambda.formals();
        if (formals == null) {
            empty("varpat", Map.of("name", String.valueOf(arg)));
        } else {
            Map<String, String> pattern = new TreeMap<>();
            if (arg != null) {
                pattern.put("name", arg.name);
            }
            if (formals.ellipsis()) {
                pattern.put("ellipsis", "1");
            }
            open("attrspat", pattern);
            formals.formals().stream().map(Expr.Formal::name).sorted(Comparator.naturalOrder())
                    .forEach(name -> empty("attr", Map.of("name", name.name)));
            close("attrspat");
        }
        close("function");
    }

    private void open(String element, Map<String, String> attributes) {
        tag(element, attributes, ">\n");
        depth++;
    }

    private void close(String element) {
        depth--;
        out.repeat(' ', 2 * depth).append("</").append(element).append(">\n");
    }

    private void empty(String element, String value) {
        empty(element, Map.of("value", value));
    }

    private void empty(String element, Map<String, String> attributes) {
        tag(element, attributes, " />\n");
    }

    private void tag(String element, Map<String, String> attributes, String end) {
        out.repeat(' ', 2 * depth).append('<').append(element);
        attributes.forEach((name, value) -> {
            out.append(' ').append(name).append("=\"");
            escape(value);
            out.append('"');
        });
        out.append(end);
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
            case '"' -> out.append("&quot;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            // Not to be normalised away by whoever reads it (XML specification, 3.3.3).
            case '\n' -> out.append("&#xA;");
            default -> out.append(c);
            }
        }
    }
}
