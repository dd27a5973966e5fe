package flakelab.store.local;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashFormat;
import flakelab.nar.FileNames;
import flakelab.nar.NarHash;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.text.NixException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Compares a store's database with its files: whether what is valid is there, and, where that is wanted, whether it is
/// still what it was (CppNix `LocalStore::verifyStore`).
public final class Verifier {
    private static final Hash UNKNOWN = Hash.zero(HashAlgorithm.SHA256);

    /// Who hears of it.
    ///
    /// @param progress what is being done and what was put right
    /// @param errors   what is wrong
    public record Listener(Consumer<String> progress, Consumer<String> errors) {}

    private final LocalStore store;
    private final StoreDir dir;
    private final Optional<Consumer<StorePath>> repair;
    private final Listener listener;
    private final Set<String> present = new HashSet<>();
    private final Set<StorePath> done = new HashSet<>();
    private final SortedSet<StorePath> valid = new TreeSet<>();
    private boolean wrong;

    private Verifier(LocalStore store, Optional<Consumer<StorePath>> repair, Listener listener) {
        this.store = store;
        this.dir = store.storeDir();
        this.repair = repair;
        this.listener = listener;
    }

    /// Looks at the whole store while no garbage is collected.
    ///
    /// @param contents whether files are hashed
    /// @param repair   puts a path's files right again; empty: only tell
    /// @return whether all is well now
    static boolean verify(LocalStore store, boolean contents, Optional<Consumer<StorePath>> repair,
            Listener listener) throws IOException {
        Verifier verifier = new Verifier(store, repair, listener);
        try (FileLock lock = FileLock.open(store.layout().gcLock())) {
            listener.progress.accept("reading the Nix store...");
            SortedSet<StorePath> all = store.allValid();
            lock.shared();
            verifier.existence(all);
            if (contents) {
                listener.progress.accept("checking link hashes...");
                verifier.links();
                listener.progress.accept("checking store hashes...");
                verifier.valid.forEach(verifier::contents);
            }
        }
        return !verifier.wrong;
    }

    private void existence(SortedSet<StorePath> all) throws IOException {
        try (DirectoryStream<Path> entries = Files
            .newDirectoryStream(store.layout().realStore())) {
            entries.forEach(entry -> present.add(FileNames.name(entry)));
        }
        listener.progress.accept("checking path existence...");
        all.forEach(this::existence);
    }

    private void existence(StorePath path) {
        if (!done.add(path)) {
            return;
        }
        if (present.contains(path.baseName())) {
            valid.add(path);
            return;
        }
        boolean needed = false;
        for (StorePath referrer : store.referrers(path)) {
            if (!referrer.equals(path)) {
                existence(referrer);
                needed |= valid.contains(referrer);
            }
        }
        String printed = "path '" + dir.print(path) + "' disappeared, ";
        if (!needed) {
            listener.progress.accept(printed + "removing from database...");
            store.invalidate(path);
        } else {
            listener.errors.accept(printed + "but it still has valid referrers!");
            repair(path);
        }
    }

    private void repair(StorePath path) {
        if (repair.isEmpty()) {
            wrong = true;
            return;
        }
        try {
            repair.get().accept(path);
        } catch (NixException e) {
            listener.errors.accept("warning: " + e.text());
            wrong = true;
        }
    }

    private void links() throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(store.layout().links())) {
            for (Path link : links) {
                String name = FileNames.name(link);
                String hash = NarHash.of(link).hash().toNix32();
                if (hash.equals(name)) {
                    continue;
                }
                listener.errors.accept("link \"" + link + "\" was modified! expected hash " + name
                        + ", got '" + hash + "'");
                if (repair.isPresent()) {
                    Files.delete(link);
                    listener.progress.accept("removed link \"" + link + "\"");
                } else {
                    wrong = true;
                }
            }
        }
    }

    private void contents(StorePath path) {
        PathInfo info = store.require(path);
        try {
            NarHash now = NarHash.of(store.realPath(path));
            if (!info.narHash().equals(UNKNOWN) && !info.narHash().equals(now.hash())) {
                listener.errors.accept(modified(dir, info, now.hash()));
                repair(path);
            } else if (info.narHash().equals(UNKNOWN) || info.narSize() == 0) {
                listener.progress
                    .accept("fixing missing hash on '" + dir.print(path) + "'");
                store.correct(new PathInfo(path, now.hash(), now.size(), info.references(),
                        info.deriver(), info.signatures(), info.ultimate(), info.ca(),
                        info.registrationTime()));
            }
        } catch (IOException | NixException e) {
            listener.errors.accept("error: " + e.getMessage());
            wrong = true;
        }
    }

    /// What is said of a path whose files are not what they were.
    public static String modified(StoreDir dir, PathInfo info, Hash now) {
        return "path '" + dir.print(info.path()) + "' was modified! expected hash '"
                + info.narHash().render(HashFormat.NIX32, true) + "', got '"
                + now.render(HashFormat.NIX32, true) + "'";
    }
}
