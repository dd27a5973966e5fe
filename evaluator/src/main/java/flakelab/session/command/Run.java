package flakelab.session.command;

import flakelab.flake.OutputSchema.Purpose;
import flakelab.session.Console;
import flakelab.session.Launch;
import flakelab.session.Program;
import flakelab.session.State;
import flakelab.text.Latin1;
import java.util.List;

/// `nix run` (CppNix `src/nix/run.cc`).
///
/// @param arguments what the program is given
public record Run(Installables source, String installable, List<String> arguments,
        Variables variables) implements Launch {
    @Override
    public Program prepare(State state, Console console) {
        App app = App.of(state, source.with(Purpose.RUN).find(state, List.of(installable)).getFirst());
        String file = app.resolve(state, console);
        return Programs.inStore(state,
                Program.of(file, arguments.stream().map(Latin1::ofUnicode).toList(),
                        variables.of(Programs.environment(state))));
    }
}
