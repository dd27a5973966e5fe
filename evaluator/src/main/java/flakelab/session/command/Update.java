package flakelab.session.command;

import flakelab.flake.LockFile;
import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockChange;
import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.StandardSettings;
import flakelab.session.State;
import flakelab.session.display.LockChanges;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `:update`: locks the current flake's inputs anew, all or some, writes the lock file, and reads what is loaded again.
@Command(name = "update", description = "Update the current flake's inputs, all or those named, in its lock file, and reload.")
final class Update implements SessionCommand {
    @Parameters(paramLabel = "INPUT", arity = "0..*")
    private List<String> inputs = new ArrayList<>();

    @Override
    public Answer run(State state, Console console) {
        Locking.Builder locking = new Locking.Builder();
        if (inputs.isEmpty()) {
            locking.recreate();
        }
        inputs.forEach(locking::update);
        state.settings().put(StandardSettings.TARBALL_TTL, 0L);
        state.flakes().forget();
        FlakeRefParser.WithFragment flake = state.flakes().reference(state.currentFlake());
        LockFile before = state.flakes().flakes().locker().lockFileOf(flake.ref());
        LockFile after = state.flakes()
            .lock(flake.ref(), locking.build().flags(state))
            .lockFile();
        state.reload();
        return new Answer.Shown(LockChanges.display(LockChange.between(before, after)));
    }
}
