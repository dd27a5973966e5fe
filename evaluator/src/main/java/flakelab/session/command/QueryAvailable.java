package flakelab.session.command;

import flakelab.eval.Evaluator;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.State;
import flakelab.syntax.Symbol;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// `nix-env --query --available --file FILE`: the packages a file has, one a line
/// (CppNix `opQuery`, `src/nix/nix-env/nix-env.cc`).
///
/// @param file      as for `nix-build`
/// @param attribute where to look in it, `""` for all
/// @param columns   what to print of each
public record QueryAvailable(String file, String attribute, List<Column> columns) implements Job {
    /// What can be told of a package, in the order it is printed in.
    public enum Column {
        ATTRIBUTE_PATH, NAME, DERIVATION, OUTPUTS
    }

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        Evaluator evaluator = state.evaluator();
        Value whole = evaluator.eval(state.parseFile(file), evaluator.baseScope());
        Value chosen = evaluator.findAlongPath(attribute, state.autoArgs(), whole).value();
        List<List<String>> rows = Packages.of(evaluator, chosen, state.autoArgs())
            .stream()
            .sorted(Comparator.comparing(it -> name(it).toLowerCase(Locale.ROOT)))
            .map(it -> columns.stream().sorted().map(column -> text(state, it, column)).toList())
            .toList();
        out.accept(table(rows));
    }

    private static String name(Package found) {
        return Packages.text(found.attributes(), "name").orElse("");
    }

    private static String text(State state, Package found, Column column) {
        return switch (column) {
            case ATTRIBUTE_PATH -> found.path();
            case NAME -> name(found);
            case DERIVATION -> state.world().store().storeDir().print(found.derivation());
            case OUTPUTS -> outputs(state.evaluator(), found.attributes());
        };
    }

    /// The paths of all outputs; those that are not `out` with their names.
    private static String outputs(Evaluator evaluator, Attrs attributes) {
        Value names = attributes.get(Symbol.of("outputs"));
        if (names == null) {
            return outPath(evaluator, attributes);
        }
        ListValue list = evaluator.forceList(names, Positions.NONE,
                "while evaluating the 'outputs' attribute of a derivation");
        List<String> shown = new ArrayList<>();
        for (Value element : list.elements()) {
            String name = evaluator.forceStringNoContext(element, Positions.NONE,
                    "while evaluating the name of an output of a derivation");
            Value output = attributes.get(Symbol.of(name));
            if (output != null) {
                Attrs inner = evaluator.forceAttrs(output, Positions.NONE,
                        "while evaluating an output of a derivation");
                shown.add((name.equals("out") ? "" : name + "=") + outPath(evaluator, inner));
            }
        }
        return String.join(";", shown);
    }

    private static String outPath(Evaluator evaluator, Attrs attributes) {
        Value path = evaluator.requireAttr(attributes, Symbol.of("outPath"),
                "while evaluating the output path of a derivation");
        return evaluator
            .coerceToString(path, Positions.NONE,
                    "while evaluating the output path of a derivation", false, false, true)
            .text();
    }

    /// Columns two blanks apart, the last one as long as it is.
    private static String table(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                    .mapToInt(other -> other.get(column).length())
                    .max()
                    .orElse(0);
                boolean last = i == row.size() - 1;
                text.append(row.get(i));
                text.repeat(' ', last ? 0 : width - row.get(i).length() + 2);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
