package flakelab.session.display;

import flakelab.builtin.JsonWriter;
import flakelab.eval.Evaluator;
import flakelab.eval.PrintOptions;
import flakelab.eval.Printer;
import flakelab.fetch.Json;
import flakelab.session.Display;
import flakelab.text.Diagnostic;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.StringContext;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;

/// Makes displays of values and diagnostics.
public final class Displays {
    private static final int GLANCE = 3;

    private Displays() {}

    /// A result as the REPL shows it: evaluated one level deep, pretty (CppNix `NixRepl::processLine`).
    public static Display value(Evaluator evaluator, Value value, boolean colours) {
        return printed(evaluator, value, 1, colours, false);
    }

    /// Evaluated to a depth; a string at the top without quotes (`:print`).
    public static Display printed(Evaluator evaluator, Value value, int depth, boolean colours) {
        return printed(evaluator, value, depth, colours, true);
    }

    private static Display printed(Evaluator evaluator, Value value, int depth, boolean colours,
            boolean rawString) {
        PrintOptions options = PrintOptions.PLAIN.withForce(true)
            .withDerivationPaths(true)
            .withMaxDepth(depth)
            .withIndent(2)
            .withErrors(PrintOptions.Errors.THROW_TOP_LEVEL);
        String text = rawString && value instanceof StringValue string
                ? string.text()
                : new Printer(evaluator, options.withColours(colours)).print(value);
        return Display.text(Latin1.toUnicode(text))
            .with(Display.HTML,
                    ValueHtml.render(value, leaf -> glance(evaluator, leaf)));
    }

    /// What is known of a value in a line, nothing forced.
    public static String glance(Evaluator evaluator, Value value) {
        Value known = value instanceof Thunk thunk ? thunk.valueIfForced() : value;
        if (known == null) {
            return "«not evaluated»";
        }
        PrintOptions options = PrintOptions.PLAIN.withMaxDepth(GLANCE);
        String text = Latin1.toUnicode(new Printer(evaluator, options).print(known));
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /// Maps, lists and Latin-1 strings as JSON on one line.
    public static String jsonText(Object tree) {
        return Json.write(tree);
    }

    /// A value as JSON, completely evaluated.
    public static Display json(Evaluator evaluator, Value value) {
        return Display.text(Latin1.toUnicode(
                JsonWriter.write(evaluator, value, Positions.NONE, new StringContext.Builder(),
                        true)));
    }

    /// An error with its trace.
    public static Display diagnostic(Diagnostic diagnostic, boolean showTrace, boolean colours) {
        String plain = new DiagnosticRenderer(colours, showTrace, true).render(diagnostic);
        String coloured = new DiagnosticRenderer(true, showTrace, true).render(diagnostic);
        return Display.text(Latin1.toUnicode(plain).stripTrailing())
            .with(Display.HTML,
                    Html.STYLE + "<pre class=\"fl\">" + Html.ofAnsi(Latin1.toUnicode(coloured))
                            + "</pre>");
    }
}
