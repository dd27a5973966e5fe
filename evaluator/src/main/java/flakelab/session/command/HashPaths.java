package flakelab.session.command;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashFormat;
import flakelab.nar.FileNames;
import flakelab.nar.Tree;
import flakelab.session.Console;
import flakelab.session.Job;
import flakelab.session.SessionErrors;
import flakelab.session.State;
import flakelab.store.ContentAddressMethod;
import flakelab.store.ContentHash;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// `nix hash path`, `nix hash file` and `nix-hash` (CppNix `CmdHashBase`, `src/nix/hash.cc`).
///
/// @param mode     `flat`, `nar` or `git`
/// @param truncate fold hashes longer than 160 bits to that
public record HashPaths(List<String> paths, String mode, String algorithm, String format,
        boolean truncate) implements Job {
    private static final int TRUNCATED = 20;

    @Override
    public void run(State state, Consumer<String> out, Console console) {
        ContentAddressMethod method = method();
        HashAlgorithm known = HashConvert.algorithm(algorithm);
        HashFormat wanted = HashConvert.format(state, format);
        for (String path : paths) {
            Hash hash = method == ContentAddressMethod.FLAT
                    ? flat(state.directory(), path, known)
                    : ContentHash.of(existing(state.directory(), path), method, known);
            if (truncate && hash.bytes().length > TRUNCATED) {
                hash = hash.compress(TRUNCATED);
            }
            out.accept(hash.render(wanted, false) + "\n");
        }
    }

    private ContentAddressMethod method() {
        return switch (mode) {
            case "flat" -> ContentAddressMethod.FLAT;
            case "nar" -> ContentAddressMethod.NAR;
            case "git" -> ContentAddressMethod.GIT;
            default -> throw SessionErrors.usage(Emphasis.format(
                    "Unknown file ingestion method '%s', expect `flat`, `nar`, or `git`", mode));
        };
    }

    /// The content of a file: also of a pipe, and of what a symbolic link leads to.
    private static Hash flat(Path directory, String path, HashAlgorithm algorithm) {
        Path file = directory.resolve(path);
        if (Files.isDirectory(file)) {
            throw SessionErrors.readingDirectory();
        }
        try {
            return Hash.ofFile(algorithm, file);
        } catch (NoSuchFileException e) {
            throw SessionErrors.error(Emphasis.format("opening file %s: %s", '"' + path + '"',
                    "No such file or directory"));
        } catch (IOException e) {
            throw SessionErrors.error(
                    Emphasis.format("opening file %s: %s", '"' + path + '"',
                            String.valueOf(e.getMessage())));
        }
    }

    /// The tree at a path of the command line.
    static Tree existing(Path directory, String path) {
        Path place = directory.resolve(path).normalize();
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            // CppNix shows the root of the file system and the path from there.
            throw SessionErrors
                .error(Emphasis.format("path '%s' does not exist", "/" + FileNames.latin1(place)));
        }
        return Tree.of(place);
    }
}
