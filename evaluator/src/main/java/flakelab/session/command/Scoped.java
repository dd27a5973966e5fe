package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Display;
import flakelab.session.State;
import flakelab.syntax.ExprPrinter;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.util.List;

/// Bringing attributes into scope, and saying so in CppNix's words.
final class Scoped {
    private static final int SHOWN = 20;

    private Scoped() {}

    /// The attributes of what should be a set.
    static Attrs attributes(State state, Value value) {
        return state.evaluator()
            .forceAttrs(value, Positions.NONE,
                    "while evaluating an attribute set to be merged in the global scope");
    }

    /// Loads a source now, and again on each reload.
    static Answer load(State state, String title, State.Loaded.Reload source) {
        List<String> names = List.copyOf(state.load(title, source).names());
        return new Answer.Bound(names.stream().map(Latin1::toUnicode).toList(),
                Display.text(words(names)));
    }

    /// `Added 3 variables.` and the first names.
    static String words(List<String> names) {
        StringBuilder text = new StringBuilder("Added " + names.size() + " variables.\n");
        text.append(String.join(", ", names.stream()
            .limit(SHOWN)
            .map(ExprPrinter::identifier)
            .map(Latin1::toUnicode)
            .toList()));
        if (names.size() > SHOWN) {
            text.append("\n... and ").append(names.size() - SHOWN).append(" more; view with :ll");
        }
        return text.toString();
    }
}
