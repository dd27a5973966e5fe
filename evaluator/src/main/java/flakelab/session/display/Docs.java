package flakelab.session.display;

import flakelab.session.Display;
import flakelab.session.State;
import flakelab.syntax.DocComment;
import flakelab.syntax.Expr;
import flakelab.text.Latin1;
import flakelab.value.BuiltinFunction;
import flakelab.value.Lambda;
import flakelab.value.LambdaCode;
import flakelab.value.PartialCall;
import flakelab.value.Primitive;
import flakelab.value.Value;
import java.util.Optional;

/// What is known of a value in words: documentation of functions, what kind of thing it is, where it came from.
public final class Docs {
    private Docs() {}

    /// A display of all that can be said of a value called `name`, or of its first paragraph.
    public static Display of(State state, String name, Value value, boolean all) {
        String markdown = documentation(state, value)
            .orElseGet(() -> name + " is " + Latin1.toUnicode(value.typeName()) + "\n\n"
                    + Displays.glance(state.evaluator(), value));
        String text = all ? markdown : firstParagraphs(markdown);
        Optional<String> origin = state.origin(Latin1.ofUnicode(name));
        if (origin.isPresent() && all) {
            text += "\n\nFrom " + origin.get() + ".";
        }
        return Markdown.display(text);
    }

    /// Markdown of a function's documentation, if it has any.
    public static Optional<String> documentation(State state, Value value) {
        return switch (value) {
            case BuiltinFunction builtin -> Optional.of(builtin(builtin.primitive()));
            case PartialCall call -> documentation(state, call.function());
            case Lambda lambda -> lambda(state, lambda.code());
            case Value other -> Optional.empty();
        };
    }

    private static String builtin(Primitive primitive) {
        StringBuilder text = new StringBuilder("**Synopsis:** `builtins.").append(primitive.name())
            .append("` ");
        primitive.parameters()
            .forEach(parameter -> text.append('*').append(parameter).append("* "));
        return text.toString().stripTrailing() + "\n\n" + primitive.doc();
    }

    private static Optional<String> lambda(State state, LambdaCode code) {
        DocComment doc = code.doc(0);
        if (doc == null) {
            return Optional.empty();
        }
        String name = code.name() == null ? "" : " `" + Latin1.toUnicode(code.name().name) + "`";
        String place = state.evaluator()
            .at(code.pos(0))
            .map(at -> "\n  … defined at " + Latin1.toUnicode(at.shown()))
            .orElse("");
        return Optional.of("Function" + name + place + "\n\n" + Latin1.toUnicode(doc.markdown())
                + formals(code));
    }

    private static String formals(LambdaCode code) {
        Expr.Formals formals = code.formals(0);
        if (formals == null || formals.formals().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n\nTakes a set of:\n\n");
        for (Expr.Formal formal : formals.formals()) {
            text.append("- `")
                .append(Latin1.toUnicode(formal.name().name))
                .append('`')
                .append(formal.fallback() == null ? "" : " (optional)")
                .append('\n');
        }
        return text.toString();
    }

    private static String firstParagraphs(String markdown) {
        int first = markdown.indexOf("\n\n");
        int second = first < 0 ? -1 : markdown.indexOf("\n\n", first + 2);
        return second < 0 ? markdown : markdown.substring(0, second);
    }
}
