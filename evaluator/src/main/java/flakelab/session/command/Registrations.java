package flakelab.session.command;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.NarHash;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Metadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The store's database as text: `nix-store --dump-db|--load-db|--register-validity` (CppNix
/// `Store::makeValidityRegistration`, `decodeValidPathInfo`).
public sealed interface Registrations extends Job {
    /// Prints what is known of paths; of all if there are none.
    record Dump(List<String> paths) implements Registrations {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            Store store = state.world().store();
            Collection<StorePath> wanted = paths.isEmpty()
                    ? store.allValid()
                    : paths.stream().map(path -> StorePaths.follow(state, path)).toList();
            wanted.forEach(path -> out.accept(text(store, store.require(path))));
        }

        private static String text(Store store, PathInfo info) {
            StringBuilder text = new StringBuilder(store.storeDir().print(info.path()));
            text.append('\n').append(info.narHash().toBase16()).append('\n');
            text.append(info.narSize()).append('\n');
            text.append(info.deriver().map(store.storeDir()::print).orElse("")).append('\n');
            text.append(info.references().size()).append('\n');
            new TreeSet<>(info.references()).forEach(
                    reference -> text.append(store.storeDir().print(reference)).append('\n'));
            return text.toString();
        }
    }

    /// Records what standard input says of paths whose files are in place.
    ///
    /// @param again        also of those that are valid
    /// @param hashGiven    hashes and sizes are in the text; else the files are hashed
    /// @param canonicalise make the files' metadata canonical first
    record Load(boolean again, boolean hashGiven, boolean canonicalise) implements Registrations {
        @Override
        public void run(State state, Consumer<String> out, Console console) {
            LocalStore store = VerifyStore.local(state.world().store());
            SortedMap<StorePath, PathInfo> infos = new TreeMap<>();
            Iterator<String> lines = state.stdin().lines().iterator();
            try {
                while (lines.hasNext()) {
                    PathInfo info = read(store, lines);
                    if (again || !store.isValid(info.path())) {
                        infos.put(info.path(), prepared(store, info));
                    }
                }
            } catch (IOException e) {
                throw SessionErrors.error(String.valueOf(e.getMessage()));
            }
            store.register(infos.values());
        }

        private PathInfo read(Store store, Iterator<String> lines) {
            StorePath path = store.storeDir().parse(lines.next());
            Hash hash = Hash.zero(HashAlgorithm.SHA256);
            long size = 0;
            if (hashGiven) {
                hash = Hash.parseAny(next(lines), Optional.of(HashAlgorithm.SHA256));
                size = number(next(lines));
            }
            String deriver = next(lines);
            List<StorePath> references = new ArrayList<>();
            for (long left = number(next(lines)); left > 0; left--) {
                references.add(store.storeDir().parse(next(lines)));
            }
            return PathInfo.of(path, hash, size)
                .withReferences(references)
                .withDeriver(deriver.isEmpty()
                        ? Optional.empty()
                        : Optional.of(store.storeDir().parse(deriver)));
        }

        private PathInfo prepared(LocalStore store, PathInfo info) throws IOException {
            if (canonicalise) {
                Metadata.canonicalise(store.realPath(info.path()));
            }
            if (hashGiven) {
                return info;
            }
            NarHash now = NarHash.of(store.realPath(info.path()));
            return PathInfo.of(info.path(), now.hash(), now.size())
                .withReferences(info.references())
                .withDeriver(info.deriver());
        }

        private static String next(Iterator<String> lines) {
            if (!lines.hasNext()) {
                throw SessionErrors.error("missing input");
            }
            return lines.next();
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw SessionErrors.error("number expected");
            }
        }
    }
}
