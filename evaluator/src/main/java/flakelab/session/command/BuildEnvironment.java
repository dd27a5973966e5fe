package flakelab.session.command;

import flakelab.fetch.Json;
import flakelab.session.SessionErrors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringTokenizer;
import java.util.TreeMap;

/// The variables and functions of a builder's shell, as `get-env.sh` has written them (CppNix `BuildEnvironment`,
/// `src/nix/develop.cc`). Texts are byte strings.
///
/// @param functions  bodies of functions, without their braces
/// @param attributes the files of structured attributes by name, `.attrs.sh` and `.attrs.json`; empty without
record BuildEnvironment(SortedMap<String, Variable> variables, SortedMap<String, String> functions,
        SortedMap<String, String> attributes) {
    /// A variable of the shell.
    sealed interface Variable {
        record Text(String value, boolean exported) implements Variable {}

        record Array(List<String> elements) implements Variable {}

        record Table(SortedMap<String, String> members) implements Variable {}
    }

    static BuildEnvironment parse(String json) {
        Object whole;
        try {
            whole = Objects.requireNonNullElse(Json.parse(json), Map.of());
        } catch (Json.SyntaxException e) {
            throw SessionErrors.error(String.valueOf(e.getMessage()));
        }
        SortedMap<String, Variable> variables = new TreeMap<>();
        Json.items(member(whole, "variables"))
            .forEach((name, facts) -> variable(facts)
                .ifPresent(variable -> variables.put(name, variable)));
        return new BuildEnvironment(variables, texts(member(whole, "bashFunctions")),
                texts(Json.member(whole, "structuredAttrs").orElse(Map.of())));
    }

    private static Object member(Object json, String name) {
        return Json.member(json, name)
            .orElseThrow(() -> SessionErrors.error("the environment has no '" + name + "'"));
    }

    private static Optional<Variable> variable(Object facts) {
        return switch (String.valueOf(member(facts, "type"))) {
            case "var" ->
                Optional.of(new Variable.Text(String.valueOf(member(facts, "value")), false));
            case "exported" ->
                Optional.of(new Variable.Text(String.valueOf(member(facts, "value")), true));
            case "array" -> Optional.of(new Variable.Array(((Collection<?>) member(facts, "value"))
                .stream()
                .map(String::valueOf)
                .toList()));
            case "associative" -> Optional.of(new Variable.Table(texts(member(facts, "value"))));
            default -> Optional.empty();
        };
    }

    private static SortedMap<String, String> texts(Object json) {
        SortedMap<String, String> texts = new TreeMap<>();
        Json.items(json).forEach((name, text) -> texts.put(name, String.valueOf(text)));
        return texts;
    }

    /// What `nix print-dev-env --json` prints.
    Object json() {
        SortedMap<String, Object> all = new TreeMap<>();
        variables.forEach((name, variable) -> all.put(name, switch (variable) {
            case Variable.Text(String value, boolean exported) ->
                Map.of("type", exported ? "exported" : "var", "value", value);
            case Variable.Array(List<String> elements) ->
                Map.of("type", "array", "value", elements);
            case Variable.Table(var members) ->
                Map.of("type", "associative", "value", members);
        }));
        all.replaceAll((name, facts) -> new TreeMap<>((Map<?, ?>) facts));
        SortedMap<String, Object> whole = new TreeMap<>();
        whole.put("variables", all);
        whole.put("bashFunctions", functions);
        if (!attributes.isEmpty()) {
            whole.put("structuredAttrs", attributes);
        }
        return whole;
    }

    /// Shell code that makes all of it but some variables.
    String bash(Set<String> but) {
        StringBuilder code = new StringBuilder();
        variables.forEach((name, variable) -> {
            if (!but.contains(name)) {
                declare(code, name, variable);
            }
        });
        functions.forEach((name, body) -> code.append(name)
            .append(" ()\n{\n")
            .append(body)
            .append("}\n"));
        return code.toString();
    }

    private static void declare(StringBuilder code, String name, Variable variable) {
        switch (variable) {
            case Variable.Text(String value, boolean exported) -> {
                code.append(name).append('=').append(quoted(value)).append('\n');
                if (exported) {
                    code.append("export ").append(name).append('\n');
                }
            }
            case Variable.Array(List<String> elements) -> {
                code.append("declare -a ").append(name).append("=(");
                elements.forEach(element -> code.append(quoted(element)).append(' '));
                code.append(")\n");
            }
            case Variable.Table(var members) -> {
                code.append("declare -A ").append(name).append("=(");
                members.forEach((key, value) -> code.append('[')
                    .append(quoted(key))
                    .append("]=")
                    .append(quoted(value))
                    .append(' '));
                code.append(")\n");
            }
        }
    }

    /// A word of the shell.
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /// Where the builder would have put the outputs, by name.
    SortedMap<String, String> outputs() {
        SortedMap<String, String> paths = new TreeMap<>();
        switch (variables.get("outputs")) {
            case Variable.Table(var members) when !attributes.isEmpty() -> paths.putAll(members);
            case Variable.Text(String names, boolean _) -> {
                StringTokenizer words = new StringTokenizer(names, " \t\n\r");
                while (words.hasMoreTokens()) {
                    String name = words.nextToken();
                    paths.put(name, text(name));
                }
            }
            case Variable.Array(List<String> names) -> names.forEach(name -> paths.put(name, text(name)));
            case Variable.Table(var members) ->
                new ArrayList<>(members.keySet()).forEach(name -> paths.put(name, text(name)));
            case null -> throw SessionErrors.error("the environment has no 'outputs'");
        }
        return paths;
    }

    /// The value of a variable that is a plain text.
    String text(String name) {
        if (variables.get(name) instanceof Variable.Text(String value, boolean _)) {
            return value;
        }
        throw SessionErrors.error("bash variable is not a string");
    }
}
