package flakelab.eval;

import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Attribute paths as command lines write them: `a.b`, `"a.b".c`, `list.0` (CppNix `attr-path.cc`).
public final class AttrPaths {
    private AttrPaths() {}

    /// @param pos where the attribute was written
    public record Found(Value value, int pos) {}

    /// The parts of a path.
    public static List<String> parse(String path) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (quoted) {
            throw EvalErrors.unclosedSelection(path);
        }
        if (!part.isEmpty()) {
            parts.add(part.toString());
        }
        return parts;
    }

    static Found find(Evaluator ev, String path, Attrs autoArgs, Value whole) {
        Found found = new Found(whole, Positions.NONE);
        for (String part : parse(path)) {
            Value v = ev.autoCall(autoArgs, found.value).force(Positions.NONE);
            found = part.matches("[0-9]{1,9}") ? element(path, Long.parseLong(part), v) : attr(path, part, v);
        }
        return found;
    }

    private static Found attr(String path, String part, Value v) {
        if (!(v instanceof Attrs attrs)) {
            throw EvalErrors.selectionNotASet(path, v);
        }
        if (part.isEmpty()) {
            throw EvalErrors.emptySelectionName(path);
        }
        Symbol name = Symbol.of(part);
        int index = attrs.find(name);
        if (index < 0) {
            throw EvalErrors.selectionNotFound(part, path)
                .suggest(Suggestions.best(Arrays.asList(attrs.shape().names()), name));
        }
        return new Found(attrs.valueAt(index), attrs.positionAt(index));
    }

    private static Found element(String path, long index, Value v) {
        if (!(v instanceof ListValue list)) {
            throw EvalErrors.selectionNotAList(path, v);
        }
        if (index >= list.size()) {
            throw EvalErrors.selectionOutOfRange(IntValue.of(index), path);
        }
        return new Found(list.get((int) index), Positions.NONE);
    }
}
