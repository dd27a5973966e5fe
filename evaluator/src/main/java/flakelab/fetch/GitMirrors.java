package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.FileNames;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.text.Verbosity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;

/// Bare copies of remote repositories in the cache, one for each URL, holding what was fetched so far
/// (`gitv3/<hash of the URL>` as CppNix names them). A ref is asked for again when its file is older than the time to
/// live.
final class GitMirrors {
    private static final String NO_BRANCH = "refs/heads/__nix_dummy_branch";

    private final FetchSettings settings;
    private final GitRepositories repositories;
    private final Log log;

    GitMirrors(FetchSettings settings, GitRepositories repositories, Log log) {
        this.settings = settings;
        this.repositories = repositories;
        this.log = log;
    }

    /// The address of the remote: its URL without what only flakes and Nix understand.
    static Url address(GitInput input) {
        Url url = input.repository();
        return url.scheme().equals("file")
                ? url.withQuery(java.util.Map.of())
                : url.withoutParameter("dir");
    }

    private Path directory(GitInput input) {
        byte[] url = address(input).toString().getBytes(StandardCharsets.ISO_8859_1);
        String name = Hash.of(HashAlgorithm.SHA256, url).toNix32()
                + (input.shallow() ? "-shallow" : "");
        return settings.cacheDirectory().resolve("gitv3").resolve(name);
    }

    /// The branch the remote's HEAD is at (`refs/heads/…`), or the commit if it is at none; empty if unknown.
    String head(GitInput input) {
        Path directory = directory(input);
        String cached = "";
        if (Files.exists(directory.resolve("HEAD"))) {
            cached = GitRepositories.branch(repositories.openBare(directory));
            if (cached.equals(NO_BRANCH)) {
                cached = "";
            } else if (isFresh(directory.resolve("HEAD"))) {
                return cached;
            }
        }
        Optional<String> remote = remoteHead(input);
        if (remote.isEmpty() && !cached.isEmpty()) {
            log.warn("could not get HEAD ref for repository '" + address(input)
                    + "'; using expired cached ref '"
                    + cached + "'");
        }
        return remote.orElse(cached);
    }

    private Optional<String> remoteHead(GitInput input) {
        try {
            Ref head = Git.lsRemoteRepository()
                .setRemote(gitUrl(input))
                .setHeads(false)
                .setTags(false)
                .callAsMap()
                .get(Constants.HEAD);
            if (head == null) {
                return Optional.empty();
            }
            return head.isSymbolic()
                    ? Optional.of(Latin1.ofUnicode(head.getTarget().getName()))
                    : Optional.ofNullable(head.getObjectId()).map(id -> id.name());
        } catch (GitAPIException e) {
            return Optional.empty();
        }
    }

    /// The mirror, with the wanted commit or ref in it.
    ///
    /// @throws FetchException if it cannot be fetched and was not before
    Repository update(GitInput input, String ref) {
        Path directory = directory(input);
        Repository repository = repositories.openBare(directory);
        setOrigin(repository, address(input).toString());
        Path refFile = directory
            .resolve(FileNames.path(ref.startsWith("refs/") ? ref : "refs/heads/" + ref));
        Optional<String> rev = input.rev().map(Hash::toBase16);
        boolean wanted = rev.isPresent()
                ? !GitRepositories.has(repository, rev.get())
                : input.allRefs() || !isFresh(refFile);
        if (wanted) {
            fetch(input, ref, rev, repository, refFile);
        }
        rev.filter(commit -> !GitRepositories.has(repository, commit)).ifPresent(commit -> {
            throw FetchErrors.noSuchRevision(commit, ref, address(input).toString());
        });
        return repository;
    }

    private void fetch(GitInput input, String ref, Optional<String> rev, Repository repository,
            Path refFile) {
        log.activity(Verbosity.TALKATIVE, "fetching Git repository '" + address(input) + "'");
        try {
            String full = ref.startsWith("refs/") || ref.equals("HEAD") ? ref : "refs/heads/" + ref;
            String spec = input.allRefs() ? "refs/*:refs/*" : rev.orElse(full + ":" + full);
            rev.filter(commit -> isMissingHere(input, commit)).ifPresent(commit -> {
                throw FetchErrors.notFetched(address(input).toString());
            });
            try {
                fetch(input, repository, spec);
            } catch (FetchException e) {
                if (input.allRefs() || rev.isEmpty()) {
                    throw e;
                }
                // The server gives no single commits: perhaps one of its refs has this one.
                fetch(input, repository, "refs/*:refs/*");
            }
        } catch (NixException e) {
            if (!Files.exists(refFile)) {
                throw e;
            }
            log.warn("could not update local clone of Git repository '" + address(input)
                    + "'; continuing with the most recent version");
        }
        try {
            if (rev.isEmpty() && Files.exists(refFile)) {
                Files.setLastModifiedTime(refFile, FileTime.from(Instant.now()));
            }
            if (input.ref().isEmpty()) {
                rememberHead(repository, ref);
            }
        } catch (IOException e) {
            log.warn("could not update cached head '" + ref + "' for '" + address(input) + "'");
        }
    }

    /// Whether a repository of this machine lacks a commit; JGit's own answer would be a stack trace.
    private boolean isMissingHere(GitInput input, String commit) {
        if (!address(input).scheme().equals("file")) {
            return false;
        }
        Path path = FileNames.path(address(input).filePath());
        return !GitRepositories.has(
                Files.exists(path.resolve(".git"))
                        ? repositories.open(path)
                        : repositories.openBare(path),
                commit);
    }

    private void fetch(GitInput input, Repository repository, String spec) {
        try (Git git = Git.wrap(repository)) {
            FetchCommand command = git.fetch()
                .setRemote(gitUrl(input))
                .setRefSpecs(new RefSpec("+" + Latin1.toUnicode(spec)))
                .setTagOpt(TagOpt.NO_TAGS)
                .setForceUpdate(true);
            if (input.shallow()) {
                command.setDepth(1);
            }
            command.call();
        } catch (GitAPIException e) {
            FetchException failure = FetchErrors.notFetched(address(input).toString());
            failure.addHint(String.valueOf(e.getMessage()));
            throw failure;
        }
    }

    /// The remote's address for JGit.
    static String gitUrl(GitInput input) {
        Url url = address(input);
        if (url.scheme().equals("ssh")) {
            throw FetchErrors
                .error("fetching Git repository '%s' over SSH is not supported by Flakelab", url);
        }
        return Latin1.toUnicode(url.scheme().equals("file") ? url.filePath() : url.toString());
    }

    private static void setOrigin(Repository repository, String url) {
        StoredConfig config = repository.getConfig();
        if (!url.equals(config.getString("remote", "origin", "url"))) {
            config.setString("remote", "origin", "url", url);
            try {
                config.save();
            } catch (IOException e) {
                throw GitRepositories.failed("setting remote 'origin' URL to '" + url + "'", e);
            }
        }
    }

    private static void rememberHead(Repository repository, String ref) throws IOException {
        if (ref.startsWith("refs/")) {
            RefUpdate update = repository.updateRef(Constants.HEAD);
            update.disableRefLog();
            update.link(Latin1.toUnicode(ref));
            Files.setLastModifiedTime(repository.getDirectory().toPath().resolve("HEAD"),
                    FileTime.from(Instant.now()));
        }
    }

    private boolean isFresh(Path file) {
        try {
            return Files.getLastModifiedTime(file)
                .toInstant()
                .plusSeconds(settings.tarballTtl())
                .isAfter(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }
}
