package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.nar.Tree;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/// Unpacked archives as trees of one Git repository, which shares what they have in common: CppNix's own
/// `tarball-cache-v2`, which holds pack files only.
final class TarballCache implements AutoCloseable {
    private final GitRepositories repositories = new GitRepositories();
    private final Cache cache;
    private final Path directory;

    TarballCache(Path cacheDirectory, Cache cache) {
        this.directory = cacheDirectory.resolve("tarball-cache-v2");
        this.cache = cache;
    }

    private Repository repository() {
        return repositories.openBare(directory);
    }

    boolean has(String treeHash) {
        return GitRepositories.has(repository(), treeHash);
    }

    Tree tree(String treeHash) {
        return GitTree.directory(repository(), ObjectId.fromString(treeHash));
    }

    /// Writes objects into a new pack.
    ObjectInserter inserter() {
        return ((ObjectDirectory) repository().getObjectDatabase()).newPackInserter();
    }

    /// The hash of a tree's archive, computed once.
    Hash narHash(String treeHash) {
        Attributes key = Attributes.of("treeHash", treeHash);
        return cache.lookup("treeHashToNarHash", key)
            .map(entry -> Hash.parseSri(entry.value().needText("narHash")))
            .orElseGet(() -> {
                Hash hash = Trees.narHash(tree(treeHash));
                cache.put("treeHashToNarHash", key, Attributes.of("narHash", hash.toSri()));
                return hash;
            });
    }

    /// The only directory in a tree, as most archives have one; otherwise the tree itself.
    String withoutSingleDirectory(String treeHash) throws IOException {
        var entries = tree(treeHash).list();
        return entries.size() == 1 && entries.get(entries.firstKey()) instanceof GitTree only
                && only.type() == Tree.Type.DIRECTORY ? only.id().name() : treeHash;
    }

    @Override
    public void close() {
        repositories.close();
    }
}
