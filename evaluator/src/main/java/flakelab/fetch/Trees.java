package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.nar.FileNames;
import flakelab.nar.NarHash;
import flakelab.nar.Tree;
import flakelab.text.Diagnostic;
import flakelab.text.Emphasis;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Reading and writing single files of trees.
final class Trees {
    private Trees() {}

    static Hash narHash(Tree tree) {
        try {
            return NarHash.of(tree).hash();
        } catch (IOException e) {
            throw failed("hashing source", e);
        }
    }

    /// The node at a path (`a/b`, empty for the root); links are not followed.
    static Optional<Tree> find(Tree root, String path) throws IOException {
        Tree node = root;
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            Tree next = node.type() == Tree.Type.DIRECTORY ? node.list().get(name) : null;
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(node);
    }

    /// Whether there is something at a path.
    static boolean has(Tree root, String path) {
        try {
            return find(root, path).isPresent();
        } catch (IOException e) {
            return false; // what cannot be read is not there
        }
    }

    /// Writes a file so that readers see the old content or the new, never a part; on a failure the old one stays.
    static void write(Path directory, String name, String content) {
        Path file = directory.resolve(FileNames.path(name));
        Path part = file
            .resolveSibling("." + file.getFileName() + ".part-" + ProcessHandle.current().pid());
        String shown = FetchErrors.quoted(FileNames.latin1(file));
        try {
            byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
            try (OutputStream out = Files.newOutputStream(part)) {
                write(out, bytes, shown);
            }
            Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("opening file " + shown, e);
        } finally {
            discard(part);
        }
    }

    private static void write(OutputStream out, byte[] bytes, String shown) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            FetchException full = FetchErrors.error("write of %s bytes: %s", bytes.length,
                    reason(e));
            full.addFrame(new Diagnostic.Frame(Optional.empty(),
                    Emphasis.format("writing file %s", shown), false));
            throw full;
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // What cannot be deleted stays beside the file, which is whole.
        }
    }

    static FetchException failed(String what, IOException e) {
        return FetchErrors.error("%s: %s", what, reason(e));
    }

    /// What is said of an I/O failure: the operating system's words where Java keeps them.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "No such file or directory";
            case java.nio.file.AccessDeniedException _ -> "Permission denied";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
