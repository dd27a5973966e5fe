package flakelab.builtin;

import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Writes `Catalogue.java` from the [Builtin] methods there are.
final class CatalogueText {
    private static final String[] ORDINALS = {"first", "second", "third"};
    private static final String[] ARGUMENTS = {"a", "b", "c"};

    /// How an argument is prepared; `%s` is the argument, then the frame of an error.
    private static final Map<Class<?>, String> PREPARATIONS = Map.of(Attrs.class, "ev.forceAttrs(%s, pos, %s)",
            ListValue.class, "ev.forceList(%s, pos, %s)", StringValue.class, "ev.forceStringValue(%s, pos, %s)",
            String.class, "ev.forceStringNoContext(%s, pos, %s)", long.class, "ev.forceInt(%s, pos, %s)",
            double.class, "ev.forceFloat(%s, pos, %s)", boolean.class, "ev.forceBool(%s, pos, %s)",
            PathValue.class, "ev.coerceToPath(%s, new StringContext.Builder(), pos, %s)");

    private final Map<String, Method> methods = new TreeMap<>();
    private final List<String> names;

    CatalogueText() {
        for (Class<?> family : Library.FAMILIES) {
            for (Method method : family.getDeclaredMethods()) {
                Builtin annotation = method.getAnnotation(Builtin.class);
                if (annotation != null && methods.put(Library.name(method, annotation), method) != null) {
                    throw new IllegalStateException("two built-in functions have the name of " + method);
                }
            }
        }
        names = List.copyOf(methods.keySet());
    }

    String text() {
        StringBuilder out = new StringBuilder(
                """
                        package flakelab.builtin;

                        import flakelab.eval.Evaluator;
                        import flakelab.value.Value;
                        import java.util.List;

                        /// The built-in functions as code that starts without reflection. `CatalogueTest` writes this file from the
                        /// [Builtin] methods; it fails when they say something else, and rewrites it with `-Daccept=true`.
                        final class Catalogue {
                            private Catalogue() {}

                            /// All of them, by name; the numbers are those of the calls below.
                            static List<CatalogueEntry> entries() {
                                return List.of(
                        """);
        out.append(String.join(",\n", IntStream.range(0, names.size()).mapToObj(this::entry).toList()));
        out.append(");\n    }\n\n");
        calls(out, 0, "constant", "");
        calls(out, 1, "call", ", int pos, Value a");
        calls(out, 2, "call", ", int pos, Value a, Value b");
        calls(out, 3, "call", ", int pos, Value a, Value b, Value c");
        return out.append("}\n").toString();
    }

    private String entry(int number) {
        String name = names.get(number);
        Method method = method(number);
        Builtin annotation = method.getAnnotation(Builtin.class);
        List<String> flags = new ArrayList<>();
        flag(flags, annotation.global(), "GLOBAL");
        flag(flags, annotation.internal(), "INTERNAL");
        flag(flags, annotation.impure(), "IMPURE");
        flag(flags, !annotation.traced(), "UNTRACED");
        flag(flags, needsFirst(method), "NEEDS_FIRST");
        return "                new CatalogueEntry(%d, \"%s\", %d, %s, \"%s\")".formatted(number, name, arity(method),
                flags.isEmpty() ? "0" : String.join(" | ", flags), annotation.feature());
    }

    private static void flag(List<String> flags, boolean set, String name) {
        if (set) {
            flags.add("CatalogueEntry." + name);
        }
    }

    private void calls(StringBuilder out, int arity, String called, String parameters) {
        out.append("    static Value %s(int number, Evaluator ev%s) {\n        return switch (number) {\n"
            .formatted(called, parameters));
        for (int i = 0; i < names.size(); i++) {
            if (arity(method(i)) == arity) {
                out.append("            case %d -> %s;\n".formatted(i, call(i)));
            }
        }
        out.append("            default -> throw new IllegalStateException(\"no function \" + number);\n");
        out.append("        };\n    }\n\n");
    }

    private String call(int number) {
        Method method = method(number);
        Parameter[] all = method.getParameters();
        int arity = arity(method);
        List<String> arguments = new ArrayList<>(List.of("ev"));
        if (all.length > arity + 1) {
            arguments.add("pos");
        }
        for (int i = 0; i < arity; i++) {
            Parameter parameter = all[all.length - arity + i];
            arguments.add(prepared(parameter, ARGUMENTS[i], frame(parameter, i, names.get(number))));
        }
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + "("
                + String.join(", ", arguments) + ")";
    }

    private static String prepared(Parameter parameter, String argument, String frame) {
        Arg arg = parameter.getAnnotation(Arg.class);
        if (parameter.getType() != Value.class) {
            return PREPARATIONS.get(parameter.getType()).formatted(argument, frame);
        }
        return arg != null && arg.function()
                ? "ev.forceFunction(%s, pos, %s)".formatted(argument, frame)
                : arg != null && arg.forced() ? argument + ".force(pos)" : argument;
    }

    private static String frame(Parameter parameter, int index, String name) {
        Arg arg = parameter.getAnnotation(Arg.class);
        return '"' + (arg != null && !arg.value().isEmpty()
                ? arg.value().replace("\"", "\\\"")
                : "while evaluating the " + ORDINALS[index] + " argument passed to builtins." + name) + '"';
    }

    private static boolean needsFirst(Method method) {
        Class<?>[] types = method.getParameterTypes();
        int arity = arity(method);
        return arity > 0 && Arrays.asList(Attrs.class, ListValue.class).contains(types[types.length - arity]);
    }

    /// How many of a method's parameters are Nix arguments.
    private static int arity(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length - (types.length > 1 && types[1] == int.class ? 2 : 1);
    }

    private Method method(int number) {
        return methods.get(names.get(number));
    }
}
