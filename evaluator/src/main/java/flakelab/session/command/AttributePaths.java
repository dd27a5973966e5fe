package flakelab.session.command;

import flakelab.eval.EvalException;
import flakelab.eval.Evaluator;
import flakelab.session.SessionErrors;
import flakelab.syntax.Symbol;
import flakelab.text.Emphasis;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;

/// Attribute paths as typed on a command line: `a.b."c.d".0` (CppNix `src/libexpr/attr-path.cc`).
final class AttributePaths {
    private AttributePaths() {}

    /// Splits at dots; quotes keep dots together. All strings are Latin-1.
    static List<String> split(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else if (c == '"') {
                int end = path.indexOf('"', i + 1);
                if (end < 0) {
                    throw SessionErrors.error(Emphasis.format("missing closing quote in selection path '%s'", path));
                }
                name.append(path, i + 1, end);
                i = end;
            } else {
                name.append(c);
            }
        }
        if (!name.isEmpty()) {
            names.add(name.toString());
        }
        return names;
    }

    /// The value at the end of a path; functions on the way are called with the arguments they name.
    ///
    /// @throws EvalException.NotFound if the path leads nowhere
    static Value find(Evaluator evaluator, String path, Attrs autoArgs, Value whole) {
        Value at = whole;
        for (String name : split(path)) {
            at = step(evaluator.autoCall(autoArgs, at).force(Positions.NONE), name, path);
        }
        return at;
    }

    private static Value step(Value at, String name, String path) {
        int index = index(name);
        if (index >= 0) {
            if (!(at instanceof ListValue list)) {
                throw wrongType(path, "a list", at);
            }
            if (index >= list.size()) {
                throw new EvalException.NotFound(Emphasis.format(
                        "list index %s in selection path '%s' is out of range", index, path));
            }
            return list.get(index);
        }
        if (!(at instanceof Attrs set)) {
            throw wrongType(path, "a set", at);
        }
        if (name.isEmpty()) {
            throw SessionErrors.error(Emphasis.format("empty attribute name in selection path '%s'", path));
        }
        Value value = set.get(Symbol.of(name));
        if (value == null) {
            throw new EvalException.NotFound(Emphasis.format("attribute '%s' in selection path '%s' not found",
                    name, path)).suggest(names(set));
        }
        return value;
    }

    private static EvalException wrongType(String path, String wanted, Value found) {
        return new EvalException(Emphasis.format(
                "the expression selected by the selection path '%s' should be " + wanted + " but is %s", path,
                found.typeName()));
    }

    private static List<String> names(Attrs set) {
        List<String> names = new ArrayList<>(set.size());
        for (int i = 0; i < set.size(); i++) {
            names.add(set.nameAt(i).name);
        }
        return names;
    }

    /// The number a name is, or -1.
    private static int index(String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
