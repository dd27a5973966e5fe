package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.session.display.Docs;
import flakelab.session.display.Markdown;
import flakelab.syntax.Expr;
import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.text.Position;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Value;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "doc", description = "Show the documentation of a function, built in or not, or of an attribute.")
final class Doc implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        Value value = state.evaluate(expression);
        String text = Docs.documentation(state, value)
            .or(() -> attribute(state))
            .orElseThrow(() -> SessionErrors.error("value does not have documentation"));
        return new Answer.Shown(Markdown.display(text));
    }

    /// Where an attribute was defined, if the expression selects one.
    private Optional<String> attribute(State state) {
        if (!(state.parse(expression) instanceof Expr.Select select)
                || !(select.path().getLast() instanceof Expr.AttrName.Static last)) {
            return Optional.empty();
        }
        Expr rest = select.path().size() == 1
                ? select.target()
                : new Expr.Select(select.pos(), select.target(),
                        select.path().subList(0, select.path().size() - 1), null);
        Value set = state.evaluator().eval(rest, state.scope()).force(Positions.NONE);
        return set instanceof Attrs attrs ? place(state, attrs, last.name()) : Optional.empty();
    }

    private static Optional<String> place(State state, Attrs attrs, Symbol name) {
        Optional<Position> position = state.evaluator().at(attrs.positionOf(name));
        return position
            .map(at -> "Attribute `" + Latin1.toUnicode(name.name) + "`\n\n  … defined at "
                    + Latin1.toUnicode(at.shown()) + "\n\nNo documentation found.");
    }
}
