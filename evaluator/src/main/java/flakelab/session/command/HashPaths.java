package flakelab.session.command;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashFormat;
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
        HashAlgorithm known = HashAlgorithm.parse(algorithm);
        HashFormat wanted = HashConvert.format(state, format);
        for (String path : paths) {
            Hash hash = hash(state.directory().resolve(path), method, known);
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

    /// A flat hash is also one of pipes, and follows symbolic links.
    private static Hash hash(Path path, ContentAddressMethod method, HashAlgorithm algorithm) {
        try {
            if (method == ContentAddressMethod.FLAT) {
                return Hash.ofFile(algorithm, path);
            }
            if (!Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(path.toString());
            }
            return ContentHash.of(Tree.of(path), method, algorithm);
        } catch (NoSuchFileException e) {
            throw SessionErrors.error(Emphasis.format("path '%s' does not exist", path));
        } catch (IOException e) {
            throw SessionErrors.error(Emphasis.format("reading '%s': %s", path, String.valueOf(e.getMessage())));
        }
    }
}
