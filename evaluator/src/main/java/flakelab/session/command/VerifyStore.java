package flakelab.session.command;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.session.BuildLines;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.text.Verbosity;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Optimiser;
import flakelab.store.local.Verifier;
import flakelab.text.Latin1;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Whether the store is as it should be: `nix-store --verify|--verify-path|--repair-path|--optimise`,
/// `nix store repair|optimise`.
public sealed interface VerifyStore extends Job {
    /// What is done needs files on this machine.
    static LocalStore local(Store store) {
        if (store instanceof LocalStore local) {
            return local;
        }
        throw SessionErrors
            .error("you don't have sufficient rights to use this command");
    }

    private static void line(Console console, String latin1) {
        console.err(Latin1.toUnicode(latin1) + "\n");
    }

    /// Looks at the whole store.
    ///
    /// @param contents hash all files
    /// @param repair   put right what is wrong
    record Whole(boolean contents, boolean repair) implements VerifyStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            LocalStore store = local(state.world().store());
            Optional<Consumer<StorePath>> repairing = repair
                    ? Optional.of(path -> Repair.one(state, console, path))
                    : Optional.empty();
            if (!store.verify(contents, repairing, new Verifier.Listener(
                    text -> console.log(Verbosity.INFO, Latin1.toUnicode(text)), text -> line(console, text)))) {
                console.err("\u001b[35;1mwarning:\u001b[0m not all store errors were fixed\n");
                throw SessionErrors.silent(1);
            }
        }
    }

    /// Looks at the contents of some paths.
    record Some(List<String> paths) implements VerifyStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            boolean good = true;
            for (String word : paths) {
                good &= isGood(store, store.require(StorePaths.follow(state, word)), console);
            }
            if (!good) {
                throw SessionErrors.silent(1);
            }
        }
    }

    /// Whether a path's files are what they were; else says so.
    static boolean isGood(Store store, PathInfo info, Console console) {
        HashSink sink = new HashSink(HashAlgorithm.SHA256);
        store.exportNar(info.path(), sink);
        Hash now = sink.finish();
        if (!now.equals(info.narHash())) {
            line(console, Verifier.modified(store.storeDir(), info, now));
        }
        return now.equals(info.narHash());
    }

    /// Puts paths right: copies them anew from a substituter, else builds them anew.
    record Repair(StorePaths paths) implements VerifyStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            paths.find(state, console, false).forEach(path -> one(state, console, path));
        }

        static void one(State state, Console console, StorePath path) {
            state.world()
                .builds()
                .repair(path, new BuildLines(console,
                        BuildLines.Style.HIDDEN));
        }
    }

    /// As [Repair], of paths named on the command line.
    record RepairSome(List<String> paths) implements VerifyStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            paths.forEach(
                    word -> Repair.one(state, console, StorePaths.follow(state, word)));
        }
    }

    /// Makes equal files one.
    record Optimise() implements VerifyStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            LocalStore store = local(state.world().store());
            Optimiser.Saved saved = store.optimise(text -> state.world().warn(text));
            console.log(Verbosity.INFO, Sizes.human(saved.bytes(), false) + " freed by hard-linking "
                    + saved.files() + " files");
        }
    }
}
