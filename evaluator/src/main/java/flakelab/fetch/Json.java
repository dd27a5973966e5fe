package flakelab.fetch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// JSON as CppNix's library has it (nlohmann::json): the same bytes written, the same words on errors.
///
/// Values are `SortedMap<String, Object>`, `List<Object>`, String (the UTF-8 bytes as Latin-1 chars), Long, Double,
/// Boolean and null; objects are sorted by the bytes of their names.
public final class Json {
    private Json() {}

    /// A text that is no JSON; the message is nlohmann's own.
    public static final class SyntaxException extends Exception {
        SyntaxException(String message) {
            super(message, null, false, false);
        }
    }

    public static @Nullable Object parse(String text) throws SyntaxException {
        return new JsonParser(text).parse();
    }

    /// The object's entries; none if it is not one.
    @SuppressWarnings("unchecked")
    public static SortedMap<String, Object> items(@Nullable Object json) {
        return json instanceof SortedMap<?, ?> map
                ? (SortedMap<String, Object>) map
                : java.util.Collections.emptySortedMap();
    }

    /// A member of an object; empty if there is none, or no object.
    public static Optional<Object> member(@Nullable Object json, String name) {
        return Optional.ofNullable(items(json).get(name));
    }

    /// Without any space (`dump()`).
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, -1, 0);
        return out.toString();
    }

    /// Indented by two (`dump(2)`), without a newline at the end.
    public static String writeIndented(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, 2, 0);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value, int step, int depth) {
        switch (value) {
            case null -> out.append("null");
            case String text -> quote(out, text);
            case Map<?, ?> map -> {
                boolean first = true;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(first ? '{' : ',');
                    newline(out, step, depth + 1);
                    quote(out, (String) entry.getKey());
                    out.append(step < 0 ? ":" : ": ");
                    write(out, entry.getValue(), step, depth + 1);
                    first = false;
                }
                close(out, first, '{', '}', step, depth);
            }
            case List<?> list -> {
                boolean first = true;
                for (Object element : list) {
                    out.append(first ? '[' : ',');
                    newline(out, step, depth + 1);
                    write(out, element, step, depth + 1);
                    first = false;
                }
                close(out, first, '[', ']', step, depth);
            }
            default -> out.append(value);
        }
    }

    private static void close(StringBuilder out, boolean empty, char open, char close, int step,
            int depth) {
        if (empty) {
            out.append(open);
        } else {
            newline(out, step, depth);
        }
        out.append(close);
    }

    private static void newline(StringBuilder out, int step, int depth) {
        if (step >= 0) {
            out.append('\n').repeat(' ', step * depth);
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
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
