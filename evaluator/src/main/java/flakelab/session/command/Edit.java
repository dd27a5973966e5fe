package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.Display;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.Lambda;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "edit", aliases = "e", description = "Say where a package or function is defined, as file:line.")
final class Edit implements SessionCommand {
    @Parameters(paramLabel = "EXPR")
    private String expression = "";

    @Override
    public Answer run(State state, Console console) {
        Value value = state.evaluate(expression);
        String place = switch (value) {
            case PathValue path -> path.shown();
            case StringValue text -> text.text();
            case Lambda lambda -> state.evaluator()
                .at(lambda.code().pos(0))
                .map(at -> at.source().origin().shown() + ":" + at.line())
                .orElseThrow(
                        () -> SessionErrors.error("function has no source location information"));
            case Value other -> packagePlace(state, other);
        };
        return new Answer.Shown(Display.text(Latin1.toUnicode(place)));
    }

    private String packagePlace(State state, Value value) {
        try {
            Value position = state.evaluator()
                .findAlongPath("meta.position", Attrs.EMPTY, value)
                .value();
            return state.evaluator().forceStringNoContext(position, Positions.NONE, "");
        } catch (flakelab.eval.EvalException e) {
            throw SessionErrors
                .error("package '" + expression + "' has no source location information");
        }
    }
}
