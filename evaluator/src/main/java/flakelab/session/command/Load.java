package flakelab.session.command;

import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.State;
import flakelab.value.Attrs;
import flakelab.value.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "load", aliases = "l", description = "Load a Nix file and add its attributes to the scope.")
final class Load implements SessionCommand {
    @Parameters(paramLabel = "PATH")
    private String path = "";

    @Override
    public Answer run(State state, Console console) {
        return Scoped.load(state, "file " + path, now -> attributes(now, path));
    }

    private static Attrs attributes(State state, String path) {
        Value value = state.evaluator().eval(state.parseFile(path), state.evaluator().baseScope());
        return Scoped.attributes(state, state.evaluator().autoCall(state.autoArgs(), value));
    }
}
