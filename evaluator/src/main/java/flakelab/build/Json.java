package flakelab.build;

import flakelab.derivation.JsonDump;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// JSON as structured attributes need it: sorted keys, numbers as they were written, texts as bytes; written as
/// nlohmann's `dump()` does.
sealed interface Json {
    /// An object; keys sorted by bytes.
    record Obj(SortedMap<String, Json> members) implements Json {}

    /// An array.
    record Arr(List<Json> elements) implements Json {}

    /// A string, one Latin-1 char per byte.
    record Str(String value) implements Json {}

    /// A number as written.
    record Num(String literal) implements Json {
        boolean integral() {
            return literal.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
        }
    }

    /// `true` or `false`.
    record Bool(boolean value) implements Json {}

    /// `null`.
    record Null() implements Json {}

    /// Reads a JSON text given as bytes.
    static Json parse(String latin1) throws IOException {
        try (JsonParser parser = new JsonFactory()
            .createParser(latin1.getBytes(StandardCharsets.ISO_8859_1))) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Json value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("unexpected end of input");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield new Arr(elements);
            }
            case VALUE_STRING -> new Str(latin1(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
            case VALUE_TRUE -> new Bool(true);
            case VALUE_FALSE -> new Bool(false);
            case VALUE_NULL -> new Null();
            default -> throw new IOException("unexpected " + token);
        };
    }

    private static Json object(JsonParser parser) throws IOException {
        SortedMap<String, Json> members = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = latin1(parser.currentName());
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new Obj(members);
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// The name of the type in nlohmann's words.
    default String typeName() {
        return switch (this) {
            case Obj _ -> "object";
            case Arr _ -> "array";
            case Str _ -> "string";
            case Num _ -> "number";
            case Bool _ -> "boolean";
            case Null _ -> "null";
        };
    }

    /// The text, as bytes, without any white space.
    default String dump() {
        StringBuilder out = new StringBuilder();
        dump(out);
        return out.toString();
    }

    private void dump(StringBuilder out) {
        switch (this) {
            case Obj(SortedMap<String, Json> members) -> {
                out.append('{');
                String separator = "";
                for (Map.Entry<String, Json> member : members.entrySet()) {
                    out.append(separator);
                    JsonDump.string(out, member.getKey());
                    out.append(':');
                    member.getValue().dump(out);
                    separator = ",";
                }
                out.append('}');
            }
            case Arr(List<Json> elements) -> {
                out.append('[');
                String separator = "";
                for (Json element : elements) {
                    out.append(separator);
                    element.dump(out);
                    separator = ",";
                }
                out.append(']');
            }
            case Str(String value) -> JsonDump.string(out, value);
            case Num(String literal) -> out.append(literal);
            case Bool(boolean value) -> out.append(value);
            case Null() -> out.append("null");
        }
    }
}
