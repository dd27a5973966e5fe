package flakelab.session.command;

import flakelab.flake.FlakeRefParser;
import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.session.display.Displays;
import flakelab.value.Value;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `:with nixpkgs=REF EXPR`: evaluates in the current flake as it would be with other inputs. The session's own names and
/// the lock file stay as they are.
@Command(name = "with", description = "Evaluate with other inputs: ':with nixpkgs=REF EXPR'; the lock file stays as it is.")
final class With implements SessionCommand {
    private static final Pattern OVERRIDE = Pattern.compile("([A-Za-z0-9_/-]+)=([^=\\s]\\S*)\\s+");

    @Parameters(paramLabel = "EXPR")
    private String line = "";

    @Override
    public Answer run(State state, Console console) {
        Locking.Builder locking = new Locking.Builder();
        Matcher override = OVERRIDE.matcher(line);
        int at = 0;
        while (override.find(at) && override.start() == at) {
            locking.override(override.group(1), override.group(2));
            at = override.end();
        }
        if (at == 0) {
            throw SessionErrors.error("usage: :with INPUT=REF [INPUT=REF ...] EXPR");
        }
        FlakeRefParser.WithFragment flake = state.flakes().reference(state.currentFlake());
        FlakeScope other = FlakeScope.open(state,
                state.flakes().lock(flake.ref(), locking.build().flags(state)));
        Value value = state.evaluateWith(other.names(state), line.substring(at));
        return new Answer.Shown(
                Displays.value(state.evaluator(), value, console.colours()));
    }
}
