package flakelab.builtin;

import flakelab.eval.Ahead;
import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.eval.Names;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Values as JSON text (CppNix `value-to-json.cc` and the way nlohmann's library dumps): forces all it meets.
///
/// A set with `__toString` or `outPath` is what those give; paths are copied to the store if asked for.
public final class JsonWriter {
    private final Evaluator ev;
    private final StringContext.Builder context;
    private final boolean copyToStore;
    private final boolean strict;
    private final StringBuilder out = new StringBuilder();
    /// The first complaint about the text itself; errors of evaluation come before it.
    private @Nullable String complaint;

    private JsonWriter(Evaluator ev, StringContext.Builder context, boolean copyToStore,
            boolean strict) {
        this.strict = strict;
        this.ev = ev;
        this.context = context;
        this.copyToStore = copyToStore;
    }

    /// The JSON of a value, on one line; what it refers to in the store goes into `context`.
    public static String write(Evaluator ev, Value v, int pos, StringContext.Builder context,
            boolean copyToStore) {
        return write(ev, v, pos, context, copyToStore, true);
    }

    /// As above; with `strict` off, what was not evaluated before is an error.
    public static String write(Evaluator ev, Value v, int pos, StringContext.Builder context,
            boolean copyToStore, boolean strict) {
        JsonWriter writer = new JsonWriter(ev, context, copyToStore, strict);
        writer.value(v, pos);
        if (writer.complaint != null) {
            throw new EvalException("JSON serialization error: " + Emphasis.of(writer.complaint));
        }
        return writer.out.toString();
    }

    /// A string as JSON; invalid UTF-8 is left as it is.
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2);
        appendQuoted(quoted, text);
        return quoted.toString();
    }

    private void value(Value v, int pos) {
        ev.interruptIfAsked();
        int before = ev.enter(pos);
        Value known = strict ? v.force(pos) : known(v);
        if (known instanceof StringValue s) {
            context.add(s.context());
            string(s.text());
        } else if (known instanceof Attrs attrs) {
            attrs(attrs, pos);
        } else if (known instanceof ListValue list) {
            list(list, pos);
        } else if (known instanceof BoolValue b) {
            out.append(b.value());
        } else if (known instanceof IntValue i) {
            out.append(i.value());
        } else if (known == NullValue.NULL) {
            out.append("null");
        } else {
            other(known, pos);
        }
        ev.leave(before);
    }

    private void other(Value v, int pos) {
        if (v instanceof PathValue path) {
            string(copyToStore ? ev.coerceToString(path, context, pos, "", false, true, true) : path.path());
        } else if (v instanceof FloatValue f) {
            out.append(JsonNumber.of(f.value()));
        } else {
            throw notJson(v, pos);
        }
    }

    private static Value known(Value v) {
        Value value = v instanceof Thunk thunk ? thunk.valueIfForced() : v;
        return value == null ? v : value;
    }

    private EvalException notJson(Value v, int pos) {
        return BuiltinErrors.error("cannot convert %s to JSON", v.typeName())
            .at(ev.at(Primops.place(v, pos)));
    }

    private void attrs(Attrs attrs, int pos) {
        if (attrs.has(Names.TO_STRING)) {
            string(ev.coerceToString(attrs, context, pos, "", false, false, true));
            return;
        }
        int outPath = attrs.find(Names.OUT_PATH);
        if (outPath >= 0) {
            value(attrs.valueAt(outPath), attrs.positionAt(outPath));
            return;
        }
        try (Ahead _ = ahead(attrs.size(), attrs::valueAt, pos)) {
            members(attrs);
        }
    }

    private void members(Attrs attrs) {
        out.append('{');
        for (int i = 0; i < attrs.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            string(attrs.nameAt(i).name);
            out.append(':');
            try {
                value(attrs.valueAt(i), attrs.positionAt(i));
            } catch (NixException e) {
                throw ev.frame(e, attrs.positionAt(i), "while evaluating attribute '"
                        + Emphasis.of(flakelab.value.Literal.name(attrs.nameAt(i).name)) + "'");
            }
        }
        out.append('}');
    }

    private void list(ListValue list, int pos) {
        try (Ahead _ = ahead(list.size(), list::get, pos)) {
            elements(list, pos);
        }
    }

    private Ahead ahead(int count, IntFunction<Value> values, int pos) {
        return strict
                ? ev.ahead(count, values,
                        v -> new JsonWriter(ev, new StringContext.Builder(), copyToStore, true).value(v, pos))
                : Ahead.NONE;
    }

    private void elements(ListValue list, int pos) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            try {
                value(list.get(i), pos);
            } catch (NixException e) {
                throw ev.frame(e, pos, "while evaluating list element at index " + Emphasis.of(i));
            }
        }
        out.append(']');
    }

    private void string(String text) {
        int invalid = complaint == null ? Utf8.invalidAt(text) : -1;
        if (invalid == text.length()) {
            complaint = String.format(
                    "[json.exception.type_error.316] incomplete UTF-8 string; last byte: 0x%02X",
                    (int) text.charAt(invalid - 1));
        } else if (invalid >= 0) {
            complaint = String.format(
                    "[json.exception.type_error.316] invalid UTF-8 byte at index %d: 0x%02X",
                    invalid,
                    (int) text.charAt(invalid));
        }
        appendQuoted(out, text);
    }

    private static void appendQuoted(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
