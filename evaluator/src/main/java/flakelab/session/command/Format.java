package flakelab.session.command;

import flakelab.nar.FileNames;
import flakelab.flake.OutputSchema.Purpose;
import flakelab.session.Console;
import flakelab.session.Launch;
import flakelab.session.Program;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Latin1;
import java.util.List;
import java.util.SortedMap;

/// `nix fmt`: the formatter of the flake one stands in (CppNix `src/nix/formatter.cc`).
///
/// @param arguments what the formatter is given
public record Format(Installables source, List<String> arguments) implements Launch {
    @Override
    public Program prepare(State state, Console console) {
        Installables.Found found = source.with(Purpose.FORMAT).find(state, List.of(".")).getFirst();
        String file = App.of(state, found).resolve(state, console);
        SortedMap<String, String> environment = Programs.environment(state);
        environment.put("PRJ_ROOT", FileNames.latin1(state.flakes()
            .sourceDirectory(state.flakes().plainReference(".").input())
            .orElseThrow(() -> SessionErrors.error("the flake '.' has no directory"))));
        return Programs.inStore(state, Program.of(file,
                arguments.stream().map(Latin1::ofUnicode).toList(), environment));
    }
}
