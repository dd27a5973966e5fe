package flakelab.fetch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/// Git repositories whose commits are the same on every machine.
public final class Repositories {
    private static final PersonIdent NOBODY = new PersonIdent("a", "a@b",
            Instant.ofEpochSecond(1700000000),
            ZoneOffset.UTC);

    private Repositories() {}

    /// A file with a text, its directories made.
    public static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /// Commits everything in a directory, which becomes a repository if it is none; gives the commit.
    public static String commit(Path directory, String message) throws GitAPIException {
        GitSystem.install();
        File files = directory.toFile();
        try (Git git = Git.init().setDirectory(files).setInitialBranch("main").call()) {
            git.add().addFilepattern(".").call();
            return git.commit()
                .setAll(true)
                .setMessage(message + "\n")
                .setAuthor(NOBODY)
                .setCommitter(NOBODY)
                .setSign(false)
                .call()
                .name();
        }
    }
}
