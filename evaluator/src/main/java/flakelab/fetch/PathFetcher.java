package flakelab.fetch;

import flakelab.hash.HashAlgorithm;
import flakelab.nar.FileNames;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Copies directories of this machine as they are (CppNix `src/libfetchers/path.cc`).
final class PathFetcher {
    private PathFetcher() {}

    /// @throws FetchException if the path is relative
    static Path absolute(PathInput input) {
        if (input.relativePath().isPresent()) {
            throw FetchErrors.relativePath(input);
        }
        return FileNames.path(input.path()).normalize();
    }

    static Fetched fetch(PathInput input, Store store, Log log) {
        Path path = absolute(input);
        String shown = FileNames.latin1(path);
        Optional<StorePath> known = store.storeDir()
            .maybeParse(shown)
            .filter(candidate -> candidate.name().equals("source") && store.isValid(candidate));
        long modified = 0;
        if (known.isEmpty()) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw FetchErrors.noSuchPath("/" + shown); // the slash is CppNix's own
            }
            log.activity("copying " + FetchErrors.quoted(shown) + " to the store");
            try {
                modified = lastModified(path);
            } catch (IOException e) {
                throw Trees.failed("copying " + FetchErrors.quoted(shown), e);
            }
        } else {
            store.addTempRoot(known.get());
        }
        StorePath stored = known
            .orElseGet(() -> store.addToStore("source", Tree.of(path), ContentAddressMethod.NAR,
                    HashAlgorithm.SHA256, Set.of()));
        Input locked = input.lastModified().isPresent()
                ? input
                : input.with("lastModified", modified);
        if (store.isValid(stored)) {
            return Fetched.of(store.tree(stored), locked)
                .withStorePath(stored)
                .withDisplay(store.realPath(stored).toString())
                .withFingerprint("path:" + store.require(stored).narHash().toSri());
        }
        return Fetched.of(Tree.of(path), locked).withDisplay(store.realPath(stored).toString()); // a store that only computes paths
    }

    /// The newest time of anything in the tree, in seconds.
    private static long lastModified(Path root) throws IOException {
        long[] newest = {0};
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            private FileVisitResult note(BasicFileAttributes attributes) {
                newest[0] = Math.max(newest[0], attributes.lastModifiedTime().to(TimeUnit.SECONDS));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path directory,
                    BasicFileAttributes attributes) {
                return note(attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return note(attributes);
            }
        });
        return newest[0];
    }
}
