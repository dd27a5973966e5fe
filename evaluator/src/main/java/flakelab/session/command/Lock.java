package flakelab.session.command;

import flakelab.flake.FlakeRefParser;
import flakelab.flake.LockChange;
import flakelab.flake.LockFile;
import flakelab.flake.Locker;
import flakelab.session.Answer;
import flakelab.session.Console;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.session.display.LockChanges;
import flakelab.session.display.LockTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `:lock [FLAKE]` and `:lock diff [OLD [NEW]]`.
@Command(name = "lock", description = "Show a flake's lock as a tree: what each input is locked to, its age, what follows what, "
        + "what is there twice. ':lock diff [OLD [NEW]]' tells what changed between two Git revisions.")
final class Lock implements SessionCommand {
    @Parameters(paramLabel = "FLAKE", arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Override
    public Answer run(State state, Console console) {
        if (!words.isEmpty() && words.getFirst().equals("diff")) {
            return diff(state, words.subList(1, words.size()));
        }
        if (words.size() > 1) {
            throw SessionErrors.error("usage: :lock [FLAKE], or :lock diff [OLD [NEW]]");
        }
        return new Answer.Shown(
                LockTree.display(FlakeScope.locked(state, words.isEmpty() ? "" : words.getFirst()),
                        Instant.ofEpochSecond(state.world().currentTime())));
    }

    /// From the last commit to the files as they are, unless told otherwise.
    private static Answer diff(State state, List<String> revisions) {
        if (revisions.size() > 2) {
            throw SessionErrors.error("usage: :lock diff [OLD [NEW]]");
        }
        FlakeRefParser.WithFragment flake = state.flakes().reference(state.currentFlake());
        Locker locker = state.flakes().flakes().locker();
        state.flakes().forget();
        LockFile before = locker.lockFileOf(flake.ref(),
                revisions.isEmpty() ? "HEAD" : revisions.getFirst());
        LockFile after = revisions.size() < 2
                ? locker.lockFileOf(flake.ref())
                : locker.lockFileOf(flake.ref(), revisions.get(1));
        return new Answer.Shown(LockChanges.display(LockChange.between(before, after)));
    }
}
