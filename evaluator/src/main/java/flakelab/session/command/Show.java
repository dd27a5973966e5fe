package flakelab.session.command;

import flakelab.flake.LockedFlake;
import flakelab.flake.cache.OutputWalk;
import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.session.display.OutputTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show what a flake provides as a tree; what fails is shown where it is.")
final class Show implements SessionCommand {
    @Option(names = "--all-systems", description = "Look into the outputs of all systems.")
    private boolean allSystems;

    @Option(names = "--legacy", description = "Look into legacyPackages.")
    private boolean legacy;

    @Parameters(paramLabel = "FLAKE", arity = "0..1")
    private String reference = "";

    @Override
    public Answer run(State state, Console console) {
        LockedFlake locked = FlakeScope.locked(state, reference);
        return new Answer.Shown(OutputTree.display(locked.flake().locked().toString(),
                FlakeJob.outputs(state, locked,
                        new OutputWalk.Options(state.settings().get(StandardSettings.SYSTEM), allSystems, legacy, true,
                                true, false),
                        line -> {})));
    }
}
