package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.text.Emphasis;
import flakelab.value.AttrsBuilder;
import flakelab.value.ListValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import java.util.Objects;

/// TOML: [TomlReader] as a built-in function.
final class Toml {
    private Toml() {}

    @Builtin(global = true, doc = """
            The value of a TOML 1.0 text.

            ```nix
            builtins.fromTOML ''
              x = 1
              [table]
              y = 2
            ''
            => { table = { y = 2; }; x = 1; }
            ```
            """)
    static Value fromTOML(Evaluator ev, int pos,
            @Arg("while evaluating the argument passed to builtins.fromTOML") String e) {
        return value(TomlReader.read(e), ev.settings().hasFeature("parse-toml-timestamps"));
    }

    private static Value value(TomlNode node, boolean timestamps) {
        if (node.table != null) {
            AttrsBuilder attrs = new AttrsBuilder(node.table.size());
            node.table.forEach((name, member) -> attrs.put(checked(name), value(member, timestamps)));
            return attrs.build();
        }
        if (node.array != null) {
            return ListValue.of(node.array.stream().map(element -> value(element, timestamps)).toArray(Value[]::new));
        }
        if (node.timestamp != null) {
            if (!timestamps) {
                throw TomlErrors.plain("Dates and times are not supported");
            }
            return new AttrsBuilder(2).put("_type", StringValue.of("timestamp"))
                .put("value", StringValue.of(node.timestamp))
                .build();
        }
        if (node.value instanceof StringValue string) {
            checked(string.text());
        }
        return Objects.requireNonNull(node.value);
    }

    private static String checked(String text) {
        if (text.indexOf('\0') >= 0) {
            throw TomlErrors.plain("error: " + Emphasis.strip(BuiltinErrors.nullByte(text).text()));
        }
        return text;
    }
}
