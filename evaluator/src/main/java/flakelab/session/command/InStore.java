package flakelab.session.command;

import flakelab.nar.NarListing;
import flakelab.nar.Tree;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/// Looks at files in the store, whatever kind of store it is: `nix store ls|cat|dump-path` (CppNix `src/nix/ls.cc`,
/// `cat.cc`, `dump-path.cc`).
public sealed interface InStore extends Job {
    private static StoreDir.Inside locate(State state, String word) {
        Store store = state.world().store();
        StoreDir.Inside inside = store.storeDir().parseInside(Latin1.ofUnicode(word));
        store.require(inside.path());
        return inside;
    }

    /// Lists files.
    record Ls(String path, Listing listing) implements InStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            StoreDir.Inside inside = locate(state, path);
            listing.print(list(state.world().store(), inside.path()),
                    Latin1.toUnicode(inside.rest()), out);
        }

        private static NarListing list(Store store, StorePath path) {
            try {
                return NarListing.of(store.tree(path));
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Prints a file.
    record Cat(String path) implements InStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            StoreDir.Inside inside = locate(state, path);
            try {
                Tree node = state.world().store().tree(inside.path());
                for (String name : inside.rest().split("/")) {
                    node = name.isEmpty() ? node : child(node, name, inside.rest());
                }
                if (node.type() != Tree.Type.REGULAR) {
                    throw SessionErrors.error(Emphasis.format("path '%s' is not a regular file",
                            inside.rest().isEmpty() ? "/" : inside.rest()));
                }
                try (InputStream in = node.open()) {
                    in.transferTo(new Sink(out));
                }
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }

        private static Tree child(Tree node, String name, String rest) throws IOException {
            Tree child = node.type() == Tree.Type.DIRECTORY ? node.list().get(name) : null;
            if (child == null) {
                throw SessionErrors.error(Emphasis.format("path '%s' does not exist", rest));
            }
            return child;
        }
    }

    /// Writes a valid path as an archive.
    record Dump(StorePaths paths) implements InStore {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            List<StorePath> found = paths.find(state, console, true);
            if (found.size() != 1) {
                throw SessionErrors.usage("this command requires exactly one store path");
            }
            try (BufferedOutputStream sink = new BufferedOutputStream(new Sink(out), 1 << 16)) {
                state.world().store().exportNar(found.getFirst(), sink);
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
        }
    }
}
