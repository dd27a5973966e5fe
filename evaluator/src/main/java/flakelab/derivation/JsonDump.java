package flakelab.derivation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Writes JSON exactly as CppNix's library does (nlohmann `dump`): no white space, keys sorted, floats by its rules.
/// The text of structured attributes is part of a derivation's hash.
public final class JsonDump {
    /// Floats with more digits before the point than this are written with an exponent.
    private static final int MOST_DIGITS = 15;
    private static final int LEAST_EXPONENT = -4;

    private JsonDump() {}

    /// As bytes, one Latin-1 char each.
    static String latin1(JsonNode json) {
        return new String(unicode(json).getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
    }

    static String unicode(JsonNode json) {
        StringBuilder out = new StringBuilder();
        write(out, json);
        return out.toString();
    }

    /// The same JSON with the keys of all objects sorted.
    static JsonNode sorted(JsonNode json) {
        if (json.isObject()) {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            byKey(json).forEach((key, value) -> out.set(key, sorted(value)));
            return out;
        }
        if (json.isArray()) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            json.forEach(element -> out.add(sorted(element)));
            return out;
        }
        return json;
    }

    private static Map<String, JsonNode> byKey(JsonNode json) {
        Map<String, JsonNode> found = new TreeMap<>();
        json.properties().forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    private static void write(StringBuilder out, JsonNode json) {
        if (json.isObject()) {
            char separator = '{';
            for (Map.Entry<String, JsonNode> entry : byKey(json).entrySet()) {
                out.append(separator);
                string(out, entry.getKey());
                out.append(':');
                write(out, entry.getValue());
                separator = ',';
            }
            out.append(json.isEmpty() ? "{}" : "}");
        } else if (json.isArray()) {
            char separator = '[';
            for (JsonNode element : json) {
                out.append(separator);
                write(out, element);
                separator = ',';
            }
            out.append(json.isEmpty() ? "[]" : "]");
        } else if (json.isTextual()) {
            string(out, json.textValue());
        } else if (json.isFloatingPointNumber()) {
            number(out, json.doubleValue());
        } else {
            out.append(json.asText());
        }
    }

    /// Appends a string in quotes, escaped.
    public static void string(StringBuilder out, String text) {
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

    private static void number(StringBuilder out, double value) {
        if (!Double.isFinite(value)) {
            out.append("null");
            return;
        }
        if (value == 0) {
            out.append(Math.copySign(1, value) < 0 ? "-0.0" : "0.0");
            return;
        }
        BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale(); // how many digits stand before it
        if (value < 0) {
            out.append('-');
        }
        if (digits.length() <= point && point <= MOST_DIGITS) {
            out.append(digits).repeat('0', point - digits.length()).append(".0");
        } else if (point > 0 && point <= MOST_DIGITS) {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        } else if (point > LEAST_EXPONENT && point <= 0) {
            out.append("0.").repeat('0', -point).append(digits);
        } else {
            exponent(out, digits, point - 1);
        }
    }

    private static void exponent(StringBuilder out, String digits, int exponent) {
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        int size = Math.abs(exponent);
        out.append('e').append(exponent < 0 ? '-' : '+').append(size < 10 ? "0" : "").append(size);
    }
}
