package flakelab.build;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// Structured attributes as a shell reads them: `.attrs.sh` (CppNix `StructuredAttrs::writeShell`).
final class StructuredAttrs {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private StructuredAttrs() {}

    /// A `declare` for each attribute that a shell variable can hold: simple values, arrays and objects of them.
    static String shell(SortedMap<String, Json> attrs) {
        StringBuilder out = new StringBuilder();
        attrs.forEach((name, value) -> {
            if (VARIABLE.matcher(name).matches()) {
                declare(name, value).ifPresent(out::append);
            }
        });
        return out.toString();
    }

    private static Optional<String> declare(String name, Json value) {
        return switch (value) {
            case Json.Arr(List<Json> elements) ->
                array(elements).map(text -> "declare -a " + name + "=(" + text + ")\n");
            case Json.Obj(SortedMap<String, Json> members) ->
                table(members).map(text -> "declare -A " + name + "=(" + text + ")\n");
            case Json.Str _,Json.Num _,Json.Bool _,Json.Null _ ->
                simple(value).map(text -> "declare " + name + "=" + text + "\n");
        };
    }

    private static Optional<String> array(List<Json> elements) {
        StringBuilder out = new StringBuilder();
        for (Json element : elements) {
            Optional<String> text = simple(element);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            out.append(text.get()).append(' ');
        }
        return Optional.of(out.toString());
    }

    private static Optional<String> table(SortedMap<String, Json> members) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, Json> member : members.entrySet()) {
            Optional<String> text = simple(member.getValue());
            if (text.isEmpty()) {
                return Optional.empty();
            }
            out.append('[')
                .append(quote(member.getKey()))
                .append("]=")
                .append(text.get())
                .append(' ');
        }
        return Optional.of(out.toString());
    }

    private static Optional<String> simple(Json value) {
        return switch (value) {
            case Json.Str(String text) -> Optional.of(quote(text));
            case Json.Num number -> integer(number);
            case Json.Null() -> Optional.of("''");
            case Json.Bool(boolean truth) -> Optional.of(truth ? "1" : "");
            case Json.Arr _,Json.Obj _ -> Optional.empty();
        };
    }

    /// Only whole numbers, cut to 32 bits, as CppNix does.
    private static Optional<String> integer(Json.Num number) {
        if (number.integral()) {
            return Optional.of(Integer.toString((int) Long.parseLong(number.literal())));
        }
        double value = Double.parseDouble(number.literal());
        boolean whole = Math.ceil((float) value) == (float) value;
        return whole ? Optional.of(Integer.toString((int) value)) : Optional.empty();
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
