package flakelab.fetch;

import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashSink;
import flakelab.nar.FileNames;
import flakelab.nar.NarWriter;
import flakelab.nar.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Git repositories, without a `git` program: working trees as they are, commits from their object databases, remote
/// ones from a mirror in the cache (CppNix `src/libfetchers/git.cc`, `git-utils.cc`).
final class GitFetcher implements AutoCloseable {
    private final FetchSettings settings;
    private final Cache cache;
    private final Log log;
    private final Function<Input, Fetched> fetchOther;
    private final GitMirrors mirrors;
    private final GitRepositories repositories = new GitRepositories();
    private final Map<Path, WorkingTree> workingTrees = new HashMap<>();

    /// @param fetchOther for submodules
    GitFetcher(FetchSettings settings, Cache cache, Log log, Function<Input, Fetched> fetchOther) {
        this.settings = settings;
        this.cache = cache;
        this.log = log;
        this.fetchOther = fetchOther;
        this.mirrors = new GitMirrors(settings, repositories, log);
    }

    Fetched fetch(GitInput input) {
        input.rev()
            .filter(rev -> rev.algorithm() != HashAlgorithm.SHA1
                    && rev.algorithm() != HashAlgorithm.SHA256)
            .ifPresent(rev -> {
                throw FetchErrors.error(
                        "Hash '%s' is not supported by Git. Supported types are sha1 and sha256.",
                        rev);
            });
        if (input.exportIgnore() && input.submodules()) {
            throw FetchErrors.error("exportIgnore and submodules are not supported together yet");
        }
        if (input.lfs()) {
            throw FetchErrors
                .error("fetching Git LFS files of input '%s' is not supported by Flakelab", input);
        }
        Optional<Path> directory = workingTree(input);
        try {
            return directory.isPresent() && input.ref().isEmpty() && input.rev().isEmpty()
                    ? fetchWorkingTree(input, directory.get())
                    : fetchCommit(input, directory);
        } catch (IOException e) {
            throw FetchErrors.error("reading Git repository '%s': %s", shown(input, directory),
                    Trees.reason(e));
        }
    }

    /// Where the repository is checked out on this machine; empty for bare and remote ones, which are mirrored.
    Optional<Path> workingTree(GitInput input) {
        Url url = input.repository();
        if (!url.scheme().equals("file") || settings.forceClone()) {
            return Optional.empty();
        }
        Path path = FileNames.path(url.filePath());
        if (Files.exists(path) && !Files.exists(path.resolve(".git"))) {
            return Optional.empty();
        }
        if (!path.isAbsolute()) {
            log.warn("Fetching Git repository '" + url
                    + "', which uses a path relative to the current directory. "
                    + "This is not supported and will stop working in a future release. "
                    + "See https://github.com/NixOS/nix/issues/12281 for details.");
        }
        return Optional.of(path.toAbsolutePath());
    }

    /// The repository at a commit that it has on this machine.
    Input at(GitInput input, String revision) {
        Repository repository = repositories.open(workingTree(input).orElseThrow());
        return input.without("ref")
            .with("rev", GitRepositories.resolve(repository, revision));
    }

    private static String shown(GitInput input, Optional<Path> directory) {
        return directory.map(FileNames::latin1)
            .orElseGet(() -> GitMirrors.address(input).toString());
    }

    private Fetched fetchWorkingTree(GitInput input, Path directory) throws IOException {
        Repository repository = repositories.open(directory);
        WorkingTree info = workingTree(directory);
        Map<String, Tree> mounts = new HashMap<>();
        boolean dirty = info.isDirty();
        if (input.submodules()) {
            for (GitModules.Module module : info.submodules()) {
                Fetched inner = fetchOther.apply(Input.ofAttributes(Attributes.of("type", "git")
                    .with("url", FileNames.latin1(directory) + "/" + module.path())
                    .with("exportIgnore", input.exportIgnore())
                    .with("submodules", true)));
                dirty |= inner.locked().rev().isEmpty();
                mounts.put(module.path(), inner.tree());
            }
        }
        Tree tree = info.tree(mounts);
        GitInput locked = dirty ? lockDirty(input, info) : lockClean(input, info, repository);
        locked = locked.with("lastModified",
                info.head().isPresent() ? lastModified(repository, info.head().get()) : 0L);
        String shown = FileNames.latin1(directory);
        Fetched result = Fetched.of(input.exportIgnore() ? ExportIgnore.of(tree) : tree, locked)
            .withDisplay(shown)
            .withMissing(path -> Optional.of(Files.exists(directory.resolve(FileNames.path(path)),
                    LinkOption.NOFOLLOW_LINKS)
                            ? FetchErrors.untracked(path, shown)
                            : FetchErrors.notInRepository(path, shown)));
        Optional<String> fingerprint = fingerprint(locked, info);
        return fingerprint.isPresent() ? result.withFingerprint(fingerprint.get()) : result;
    }

    private GitInput lockClean(GitInput input, WorkingTree info, Repository repository)
            throws IOException {
        GitInput locked = input;
        String branch = GitRepositories.branch(repository);
        if (!branch.isEmpty()) {
            locked = locked.with("ref", branch);
        }
        locked = locked.with("rev", info.head().orElse(GitInput.NO_REVISION));
        if (!input.shallow()) {
            locked = locked.with("revCount",
                    info.head().isPresent() ? revCount(repository, info.head().get()) : 0L);
        }
        verify(input);
        return locked;
    }

    private GitInput lockDirty(GitInput input, WorkingTree info) {
        String shown = FileNames.latin1(info.directory());
        if (!settings.allowDirty()) {
            throw FetchErrors.dirty(shown);
        }
        if (settings.warnDirty()) {
            log.warn("Git tree '" + shown + "' is dirty");
        }
        verify(input);
        return info.head().isEmpty()
                ? input
                : input.with("dirtyRev", info.head().get() + "-dirty")
                    .with("dirtyShortRev",
                            info.head().get().substring(0, 7) + "-dirty");
    }

    private static void verify(GitInput input) {
        if (input.attributes().flag("verifyCommit") || input.attributes().has("publicKey")
                || input.attributes().has("publicKeys")) {
            throw FetchErrors.error(
                    "verifying commit signatures of Git repository '%s' is not supported by Flakelab",
                    input);
        }
    }

    private Optional<String> fingerprint(GitInput locked, WorkingTree info) throws IOException {
        if (locked.rev().isPresent()) {
            return Optional.of(locked.fingerprint(locked.rev().get().toBase16()));
        }
        if (!info.submodules().isEmpty()) {
            return Optional.empty();
        }
        HashSink sink = new HashSink(HashAlgorithm.SHA512);
        for (String file : info.changed()) {
            writeString(sink, "modified:");
            writeString(sink, "/" + file);
            NarWriter.write(Tree.of(info.directory().resolve(FileNames.path(file))), sink);
        }
        for (String file : info.deleted()) {
            writeString(sink, "deleted:");
            writeString(sink, "/" + file);
        }
        return Optional.of(locked.fingerprint(info.head().orElse(GitInput.NO_REVISION)) + ";d="
                + sink.finish().toBase16());
    }

    /// As in archives: the length in eight bytes, the text, zeros up to a multiple of eight.
    private static void writeString(OutputStream out, String text) throws IOException {
        out.write(ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length())
            .array());
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.write(new byte[-text.length() & 7]);
    }

    private Fetched fetchCommit(GitInput input, Optional<Path> directory) throws IOException {
        String ref = input.ref().orElseGet(() -> defaultRef(input, directory));
        GitInput locked = input.with("ref", ref);
        Repository repository;
        if (directory.isPresent()) {
            repository = repositories.open(directory.get());
            if (input.rev().isEmpty()) {
                locked = locked.with("rev", GitRepositories.resolve(repository, ref));
            }
        } else {
            repository = mirrors.update(input, ref);
            if (input.rev().isEmpty()) {
                locked = locked.with("rev", GitRepositories.resolve(repository, ref));
            }
        }
        if (GitRepositories.isShallow(repository) && !input.shallow()) {
            throw FetchErrors.shallowRepository(shown(input, directory));
        }
        String rev = locked.rev().orElseThrow().toBase16();
        locked = locked.with("lastModified", lastModified(repository, rev));
        if (!input.shallow()) {
            locked = locked.with("revCount", revCount(repository, rev));
        }
        verify(input);
        ObjectId root = GitRepositories.tree(repository, rev);
        Tree tree = GitTree.directory(repository, root);
        if (input.exportIgnore()) {
            tree = ExportIgnore.of(tree);
        }
        if (input.submodules()) {
            tree = MountedTree.of(tree, submodules(repository, root, locked, ref));
        }
        return inRepository(tree, GitTree.directory(repository, root), locked)
            .withFingerprint(locked.fingerprint(rev));
    }

    /// @param whole the tree with what `export-ignore` hides
    static Fetched inRepository(Tree tree, Tree whole, Input locked) {
        Fetched fetched = Fetched.of(tree, locked);
        return fetched.withMissing(path -> Optional.of(Trees.has(whole, path)
                ? FetchErrors.exportIgnored("/" + path)
                : FetchErrors.notThere(fetched.display() + "/" + path)));
    }

    private Map<String, Tree> submodules(Repository repository, ObjectId root, GitInput parent,
            String ref)
            throws IOException {
        Map<String, Tree> mounts = new HashMap<>();
        Optional<Tree> file = Trees.find(GitTree.directory(repository, root), ".gitmodules");
        if (file.isEmpty()) {
            return mounts;
        }
        for (GitModules.Module module : GitModules
            .parse(new String(file.get().readFile(), StandardCharsets.ISO_8859_1))) {
            try (TreeWalk walk = TreeWalk.forPath(repository,
                    FileNames.path(module.path()).toString(), root)) {
                if (walk == null || !FileMode.GITLINK.equals(walk.getRawMode(0))) {
                    continue;
                }
                Attributes attributes = Attributes.of("type", "git")
                    .with("url", GitModules.resolve(repository, module.url()))
                    .with("rev", walk.getObjectId(0).name())
                    .with("exportIgnore", parent.exportIgnore())
                    .with("submodules", true)
                    .with("lfs", parent.lfs())
                    .with("allRefs", true);
                if (!module.branch().isEmpty()) {
                    attributes = attributes.with("ref",
                            module.branch().equals(".") ? ref : module.branch());
                }
                mounts.put(module.path(), fetchOther.apply(Input.ofAttributes(attributes)).tree());
            }
        }
        return mounts;
    }

    private String defaultRef(GitInput input, Optional<Path> directory) {
        String head = directory.isPresent()
                ? GitRepositories.branch(repositories.open(directory.get()))
                : mirrors.head(input);
        if (head.isEmpty()) {
            log.warn("could not read HEAD ref from repo at '" + shown(input, directory)
                    + "', using 'master'");
            return "master";
        }
        return head;
    }

    private long lastModified(Repository repository, String rev) throws IOException {
        return GitRepositories.time(repository, rev);
    }

    private long revCount(Repository repository, String rev) throws IOException {
        Attributes key = Attributes.of("rev", rev);
        Optional<Cache.Entry> known = cache.lookup("gitRevCount", key);
        if (known.isPresent()) {
            return known.get().value().needNumber("revCount");
        }
        long count = GitRepositories.countCommits(repository, rev);
        cache.put("gitRevCount", key, Attributes.of("revCount", count));
        return count;
    }

    private WorkingTree workingTree(Path directory) throws IOException {
        WorkingTree known = workingTrees.get(directory);
        if (known == null) {
            known = WorkingTree.read(repositories.open(directory), directory);
            workingTrees.put(directory, known);
        }
        return known;
    }

    /// Writes a file into the working tree; unless it is ignored, Git is told of it, and it is committed if there is a
    /// message.
    void putFile(GitInput input, String path, String content, Optional<String> message) {
        Path directory = workingTree(input).orElseThrow(() -> FetchErrors.error(
                "cannot commit '%s' to Git repository '%s' because it's not a working tree",
                "/" + path, input));
        Trees.write(directory, path, content);
        GitRepositories.track(repositories.open(directory), path, message);
    }

    /// Tells the repository checked out in a directory of new files there, without staging what is in them.
    void intendToAdd(Path directory, Collection<String> paths) {
        IntentToAdd.add(repositories.open(directory), paths);
    }

    void forget() {
        workingTrees.clear();
    }

    @Override
    public void close() {
        repositories.close();
    }
}
