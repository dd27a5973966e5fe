package flakelab.session.command;

import flakelab.builtin.JsonWriter;
import flakelab.builtin.XmlWriter;
import flakelab.eval.Evaluator;
import flakelab.text.Positions;
import flakelab.value.StringContext;
import flakelab.value.Value;

/// Values as whole JSON and XML documents, Latin-1.
final class Documents {
    private Documents() {}

    static String json(Evaluator evaluator, Value value, boolean copyToStore, boolean strict) {
        return JsonWriter.write(evaluator, value, Positions.NONE, new StringContext.Builder(), copyToStore, strict);
    }

    static String xml(Evaluator evaluator, Value value, boolean strict, boolean locations) {
        return XmlWriter.write(evaluator, value, strict, locations, new StringContext.Builder(),
                Positions.NONE);
    }

    /// JSON on one line as indented lines, the way CppNix writes to a terminal.
    static String pretty(String json) {
        StringBuilder out = new StringBuilder(json.length() * 2);
        int depth = 0;
        boolean text = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (text) {
                out.append(c);
                if (c == '\\') {
                    out.append(json.charAt(++i));
                } else if (c == '"') {
                    text = false;
                }
            } else if ((c == '{' || c == '[')
                    && (json.charAt(i + 1) == '}' || json.charAt(i + 1) == ']')) {
                out.append(c).append(json.charAt(++i));
            } else if (c == '{' || c == '[') {
                newLine(out.append(c), ++depth);
            } else if (c == '}' || c == ']') {
                newLine(out, --depth).append(c);
            } else if (c == ',') {
                newLine(out.append(c), depth);
            } else {
                text = c == '"';
                out.append(c).append(c == ':' ? " " : "");
            }
        }
        return out.toString();
    }

    private static StringBuilder newLine(StringBuilder out, int depth) {
        return out.append('\n').repeat("  ", depth);
    }
}
