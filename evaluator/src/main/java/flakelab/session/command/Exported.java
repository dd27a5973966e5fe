package flakelab.session.command;

import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Exports;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Several paths in one stream: `nix-store --export|--import`.
public sealed interface Exported extends Job {
    /// Writes paths.
    record Write(List<String> paths) implements Exported {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            SortedSet<StorePath> wanted = new TreeSet<>();
            paths.forEach(path -> wanted.add(StorePaths.follow(state, path)));
            try (BufferedOutputStream sink = new BufferedOutputStream(new Sink(out), 1 << 16)) {
                Exports.write(state.world().store(), wanted, sink);
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Adds what is on standard input, printing the paths.
    record Read() implements Exported {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            try {
                Exports.read(store, new BufferedInputStream(state.options().stdin(), 1 << 16),
                        path -> out.accept(store.storeDir().print(path) + "\n"));
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }
}
