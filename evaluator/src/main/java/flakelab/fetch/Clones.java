package flakelab.fetch;

import flakelab.nar.FileNames;
import flakelab.nar.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.CloneCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;

/// Sources to work on: a Git repository is cloned, anything else is copied (CppNix `Input::clone`).
final class Clones {
    private Clones() {}

    /// @throws FetchException if the directory exists, or the input cannot be had
    static void make(Fetchers fetchers, Input input, Path directory) {
        switch (input) {
            case GitInput repository -> clone(repository, directory);
            case ForgeInput archive ->
                clone((GitInput) Input.ofUrl(address(archive), false).at(archive.ref(), archive.rev()), directory);
            case PathInput _,TarballInput _,FileInput _,IndirectInput _,UnknownInput _ ->
                copy(fetchers, input, directory);
        }
    }

    private static Url address(ForgeInput input) {
        String suffix = input.type().equals("sourcehut") ? "" : ".git";
        return Url.parse("git+https://" + input.host() + "/" + input.owner() + "/" + input.repo()
                + suffix);
    }

    private static void copy(Fetchers fetchers, Input input, Path directory) {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw FetchErrors.error("cannot clone into existing path %s",
                    FetchErrors.quoted(FileNames.latin1(directory)));
        }
        try {
            TreeCopy.copy(fetchers.fetch(input).tree(), directory);
        } catch (IOException e) {
            throw FetchErrors.error("cloning '%s': %s", input, Trees.reason(e));
        }
    }

    private static void clone(GitInput input, Path directory) {
        if (input.rev().isPresent()) {
            throw FetchErrors.error("cloning a specific revision is not implemented");
        }
        CloneCommand command = Git.cloneRepository()
            .setURI(GitMirrors.gitUrl(input))
            .setDirectory(directory.toFile());
        Optional<String> ref = input.ref();
        ref.ifPresent(command::setBranch);
        try (Git git = command.call()) {
            if (ref.isPresent() && git.getRepository().resolve("HEAD") == null) {
                throw FetchErrors.error("Remote branch %s not found in upstream %s", ref.get(),
                        "origin");
            }
        } catch (GitAPIException | JGitInternalException | IOException e) {
            throw GitRepositories.failed("cloning '" + input + "'", e);
        }
    }
}
