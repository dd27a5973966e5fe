package flakelab.fetch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;

/// Reads an archive into Git objects. Nothing is written by the entries' names, and `..` cannot leave the root, so no
/// entry can escape (CppNix `unpackTarfileToSink`, `GitFileSystemObjectSinkImpl`).
final class Unpacker {
    private final ObjectInserter objects;
    private final Directory root = new Directory(new HashMap<>());
    private final Map<String, String> hardLinks = new TreeMap<>();
    private long lastModified;

    private Unpacker(ObjectInserter objects) {
        this.objects = objects;
    }

    /// What an archive held: its tree in Git, and the newest time in it, in seconds.
    record Unpacked(String treeHash, long lastModified) {}

    private sealed interface Node {}

    private record Leaf(FileMode mode, ObjectId id) implements Node {}

    private record Directory(Map<String, Node> entries) implements Node {}

    /// @throws FetchException if it is no archive, or broken
    static Unpacked unpack(Path archive, ObjectInserter objects) {
        Unpacker unpacker = new Unpacker(objects);
        try {
            if (isZip(archive)) {
                unpacker.zip(archive);
            } else {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(archive),
                        1 << 16)) {
                    unpacker.tar(in);
                }
            }
            unpacker.link();
            ObjectId tree = unpacker.write(unpacker.root);
            objects.flush();
            return new Unpacked(tree.name(), unpacker.lastModified);
        } catch (EOFException e) {
            throw FetchErrors.error("Failed to open archive (%s)", "truncated gzip input");
        } catch (IOException e) {
            throw FetchErrors.error("Failed to open archive (%s)", Trees.reason(e));
        }
    }

    private static boolean isZip(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            byte[] start = in.readNBytes(4);
            return start.length == 4 && start[0] == 'P' && start[1] == 'K'
                    && (start[2] == 3 || start[2] == 5);
        }
    }

    private void tar(InputStream raw) throws IOException {
        InputStream plain = new BufferedInputStream(Compression.open(raw), 1 << 16);
        requireTar(plain);
        try (TarArchiveInputStream in = new TarArchiveInputStream(plain,
                StandardCharsets.ISO_8859_1.name())) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in
                .getNextEntry()) {
                List<String> path = canonical(entry.getName());
                lastModified = Math.max(lastModified,
                        entry.getLastModifiedTime().toInstant().getEpochSecond());
                if (entry.isLink()) {
                    hardLinks.put(String.join("/", path),
                            String.join("/", canonical(entry.getLinkName())));
                } else if (entry.isDirectory()) {
                    directory(path);
                } else if (entry.isSymbolicLink()) {
                    put(path, new Leaf(FileMode.SYMLINK,
                            blob(entry.getLinkName().getBytes(StandardCharsets.ISO_8859_1))));
                } else if (entry.isFile() && !entry.isFIFO() && !entry.isCharacterDevice()
                        && !entry.isBlockDevice()) {
                    put(path,
                            new Leaf(
                                    (entry.getMode() & 0100) != 0
                                            ? FileMode.EXECUTABLE_FILE
                                            : FileMode.REGULAR_FILE,
                                    objects.insert(Constants.OBJ_BLOB, entry.getSize(), in)));
                } else {
                    throw FetchErrors.error("file '%s' in tarball has unsupported file type %s",
                            entry.getName(),
                            entry.getMode() & 0170000);
                }
            }
        }
    }

    /// A tar file's header has its checksum right; an empty stream is an empty archive.
    private static void requireTar(InputStream in) throws IOException {
        in.mark(512);
        byte[] header = in.readNBytes(512);
        in.reset();
        boolean empty = true;
        for (byte b : header) {
            empty &= b == 0;
        }
        if (!empty && (header.length < 512
                || !org.apache.commons.compress.archivers.tar.TarUtils.verifyCheckSum(header))) {
            throw new IOException("Unrecognized archive format");
        }
    }

    private void zip(Path archive) throws IOException {
        try (ZipFile zip = ZipFile.builder()
            .setPath(archive)
            .setCharset(StandardCharsets.ISO_8859_1)
            .setUseUnicodeExtraFields(false)
            .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                List<String> path = canonical(
                        new String(entry.getRawName(), StandardCharsets.ISO_8859_1));
                lastModified = Math.max(lastModified,
                        entry.getLastModifiedTime().toInstant().getEpochSecond());
                if (entry.isDirectory()) {
                    directory(path);
                    continue;
                }
                FileMode mode = entry.isUnixSymlink()
                        ? FileMode.SYMLINK
                        : (entry.getUnixMode() & 0100) != 0
                                ? FileMode.EXECUTABLE_FILE
                                : FileMode.REGULAR_FILE;
                try (InputStream in = zip.getInputStream(entry)) {
                    put(path, new Leaf(mode, blob(in.readAllBytes())));
                }
            }
        }
    }

    private ObjectId blob(byte[] content) throws IOException {
        return objects.insert(Constants.OBJ_BLOB, content);
    }

    /// The names of a path; `.` means nothing, `..` at most the root.
    private static List<String> canonical(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            switch (name) {
                case "", "." -> {
                }
                case ".." -> {
                    if (!names.isEmpty()) {
                        names.removeLast();
                    }
                }
                default -> names.add(name);
            }
        }
        return names;
    }

    private Directory directory(List<String> path) {
        Directory here = root;
        for (String name : path) {
            if (!(here.entries()
                .computeIfAbsent(name,
                        n -> new Directory(new HashMap<>())) instanceof Directory next)) {
                throw FetchErrors.error("path '%s' has a non-directory parent",
                        "/" + String.join("/", path));
            }
            here = next;
        }
        return here;
    }

    private void put(List<String> path, Leaf leaf) {
        if (path.isEmpty()) {
            throw FetchErrors.error("Failed to open archive (%s)", "an entry has no name");
        }
        String name = path.getLast();
        if (name.equalsIgnoreCase(".git")) {
            throw FetchErrors.error("adding a file to a tree builder: %s",
                    "failed to insert entry: invalid name for a tree entry - " + name);
        }
        directory(path.subList(0, path.size() - 1)).entries().put(name, leaf);
    }

    private void link() {
        hardLinks.forEach((path, target) -> {
            Node node = root;
            for (String name : canonical(target)) {
                node = node instanceof Directory directory ? directory.entries().get(name) : null;
            }
            if (!(node instanceof Leaf leaf)) {
                throw FetchErrors.error("path '%s' does not exist", "/" + target)
                    .whileDoing(
                            flakelab.text.Emphasis.format(
                                    "while creating a hard link from '%s' to '%s'", "/" + path,
                                    "/" + target));
            }
            put(canonical(path), leaf);
        });
    }

    private ObjectId write(Directory directory) throws IOException {
        // Git sorts a directory's name as if it ended in a slash.
        TreeMap<String, Node> sorted = new TreeMap<>();
        directory.entries()
            .forEach(
                    (name, node) -> sorted.put(node instanceof Directory ? name + "/" : name,
                            node));
        TreeFormatter tree = new TreeFormatter();
        for (Map.Entry<String, Node> entry : sorted.entrySet()) {
            String name = entry.getKey().replace("/", "");
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            switch (entry.getValue()) {
                case Leaf leaf -> tree.append(bytes, leaf.mode(), leaf.id());
                case Directory child -> tree.append(bytes, FileMode.TREE, write(child));
            }
        }
        return objects.insert(tree);
    }
}
