package flakelab.builtin;

import flakelab.eval.Evaluator;
import flakelab.text.Positions;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Value;

/// JSON: [JsonReader] and [JsonWriter] as built-in functions.
final class Json {
    private Json() {}

    @Builtin(doc = """
            The JSON text of *e*. Strings, numbers, Booleans, `null` and lists become their JSON counterparts, sets become
            objects. A set with `__toString` or `outPath` (a derivation) becomes the string those give. Paths are copied to
            the store and become the store path's text.

            ```nix
            builtins.toJSON { x = [ 1 2 ]; y = null; }
            => "{\\"x\\":[1,2],\\"y\\":null}"
            ```
            """)
    static Value toJSON(Evaluator ev, int pos, Value e) {
        StringContext.Builder context = new StringContext.Builder();
        String text = JsonWriter.write(ev, e, pos, context, true);
        return StringValue.of(text, context.build());
    }

    @Builtin(doc = """
            The value of a JSON text.

            ```nix
            builtins.fromJSON ''{"x": [1, 2, 3], "y": null}''
            => { x = [ 1 2 3 ]; y = null; }
            ```
            """)
    static Value fromJSON(Evaluator ev, int pos, String e) {
        try {
            return JsonReader.read(e);
        } catch (JsonReader.Malformed error) {
            throw ev.frame(error, Positions.NONE, "while decoding a JSON string");
        }
    }
}
