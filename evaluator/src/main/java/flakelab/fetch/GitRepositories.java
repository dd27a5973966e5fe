package flakelab.fetch;

import flakelab.nar.FileNames;
import flakelab.text.Latin1;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.CommitConfig;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/// The repositories that are open, and what is asked of one.
final class GitRepositories implements AutoCloseable {
    private final Map<Path, Repository> open = new HashMap<>();

    GitRepositories() {
        GitSystem.install();
    }

    /// A repository with a working tree; a linked one too.
    ///
    /// @throws FetchException if there is none
    Repository open(Path directory) {
        return open.computeIfAbsent(directory, place -> {
            if (!Files.exists(place)) {
                throw FetchErrors.error("Git repository %s does not exist.",
                        FetchErrors.quoted(FileNames.latin1(place)));
            }
            return build(new FileRepositoryBuilder().setWorkTree(place.toFile()), place);
        });
    }

    /// A bare repository, made if it does not exist.
    Repository openBare(Path directory) {
        return open.computeIfAbsent(directory, place -> {
            File files = place.toFile();
            if (!Files.exists(place.resolve("HEAD"))) {
                try {
                    Files.createDirectories(place.getParent());
                    Git.init()
                        .setBare(true)
                        .setInitialBranch("__nix_dummy_branch")
                        .setGitDir(files)
                        .call()
                        .close();
                } catch (GitAPIException | IOException e) {
                    throw failed("creating Git repository "
                            + FetchErrors.quoted(FileNames.latin1(place)), e);
                }
            }
            return build(new FileRepositoryBuilder().setGitDir(files).setBare(), place);
        });
    }

    private static Repository build(FileRepositoryBuilder builder, Path place) {
        try {
            return builder.setMustExist(true).build();
        } catch (RepositoryNotFoundException e) {
            throw FetchErrors.error("opening Git repository %s: %s",
                    FetchErrors.quoted(FileNames.latin1(place)),
                    "repository not found");
        } catch (IOException e) {
            throw failed("opening Git repository " + FetchErrors.quoted(FileNames.latin1(place)),
                    e);
        }
    }

    static FetchException failed(String what, Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return FetchErrors.error(what + ": %s", String.valueOf(cause.getMessage()));
    }

    /// The branch that is checked out, `refs/heads/…`; empty if none is.
    static String branch(Repository repository) {
        try {
            Ref head = repository.exactRef(Constants.HEAD);
            return head != null && head.isSymbolic()
                    ? Latin1.ofUnicode(head.getTarget().getName())
                    : "";
        } catch (IOException e) {
            throw failed("looking up HEAD", e);
        }
    }

    /// The commit a branch, tag or other name means.
    static String resolve(Repository repository, String ref) {
        try {
            ObjectId commit = repository.resolve(Latin1.toUnicode(ref) + "^{commit}");
            if (commit != null) {
                return commit.name();
            }
        } catch (RevisionSyntaxException e) {
            throw FetchErrors.error("resolving Git reference '%s': %s", ref,
                    String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw failed("resolving Git reference '" + ref + "'", e);
        }
        throw FetchErrors.error("resolving Git reference '%s': %s (libgit2 error code = %s)", ref,
                "revspec '" + ref + "' not found", 4);
    }

    static boolean has(Repository repository, String object) {
        try {
            return repository.getObjectDatabase().has(ObjectId.fromString(object));
        } catch (IOException e) {
            throw failed("getting Git object '" + object + "'", e);
        }
    }

    static boolean isShallow(Repository repository) throws IOException {
        return !repository.getObjectDatabase().getShallowCommits().isEmpty();
    }

    private static FetchException missing(String rev) {
        return FetchErrors.error("getting Git object '%s': %s (libgit2 error code = %s)", rev,
                "object not found - no match for id (" + rev + ")", 9);
    }

    /// The root tree of a commit (or of a tag of one, or a tree itself).
    static ObjectId tree(Repository repository, String rev) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseTree(ObjectId.fromString(rev));
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw missing(rev);
        }
    }

    /// When a commit was made, in seconds.
    static long time(Repository repository, String rev) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(ObjectId.fromString(rev)).getCommitTime();
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw missing(rev);
        }
    }

    /// How many commits a commit has behind it, itself included.
    ///
    /// @throws FetchException if the history is not all there
    static long countCommits(Repository repository, String rev) throws IOException {
        Set<ObjectId> cut = repository.getObjectDatabase().getShallowCommits();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            walk.markStart(walk.parseCommit(ObjectId.fromString(rev)));
            long count = 0;
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                if (cut.contains(commit)) {
                    requireParents(repository, commit);
                }
                count++;
            }
            return count;
        }
    }

    /// JGit takes a commit where a shallow clone ends for a first one; what it says of its parents is in its text.
    private static void requireParents(Repository repository, ObjectId commit) throws IOException {
        String text = new String(repository.open(commit).getBytes(), StandardCharsets.ISO_8859_1);
        int parent = text.indexOf("\nparent ");
        if (parent >= 0 && parent < text.indexOf("\n\n")) {
            int start = parent + "\nparent ".length();
            throw missing(text.substring(start, text.indexOf('\n', start)));
        }
    }

    /// Tells Git of a new file unless it is ignored, and commits it, alone, if there is a message.
    static void track(Repository repository, String path, Optional<String> message) {
        String name = FileNames.path(path).toString();
        try (Git git = Git.wrap(repository)) {
            if (isIgnored(repository, name)) {
                return;
            }
            if (message.isEmpty()) {
                IntentToAdd.add(repository, List.of(path));
            } else {
                git.add().addFilepattern(name).call();
                git.commit()
                    .setOnly(name)
                    .setCleanupMode(CommitConfig.CleanupMode.WHITESPACE)
                    .setMessage(Latin1.toUnicode(message.get()))
                    .setSign(false)
                    .call();
            }
        } catch (IOException | GitAPIException e) {
            throw failed("adding '" + path + "' to the Git repository", e);
        }
    }

    private static boolean isIgnored(Repository repository, String path) throws IOException {
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(new DirCacheIterator(repository.readDirCache()));
            FileTreeIterator disk = new FileTreeIterator(repository);
            disk.setDirCacheIterator(walk, 0);
            walk.addTree(disk);
            walk.setFilter(PathFilter.create(path));
            while (walk.next()) {
                WorkingTreeIterator entry = walk.getTree(1, WorkingTreeIterator.class);
                boolean untracked = walk.getTree(0, DirCacheIterator.class) == null;
                if (entry != null && untracked && entry.isEntryIgnored()) {
                    return true;
                }
                if (walk.isSubtree() && !walk.getPathString().equals(path)) {
                    walk.enterSubtree();
                }
            }
            return false;
        }
    }

    @Override
    public void close() {
        open.values().forEach(Repository::close);
        open.clear();
    }
}
