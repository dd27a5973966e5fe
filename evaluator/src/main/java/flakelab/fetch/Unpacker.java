package flakelab.fetch;

import flakelab.text.Emphasis;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private Phase phase = Phase.OPEN;

    private Unpacker(ObjectInserter objects) {
        this.objects = objects;
    }

    /// What an archive held: its tree in Git, and the newest time in it, in seconds.
    record Unpacked(String treeHash, long lastModified) {}

    private sealed interface Node {}

    private record Leaf(FileMode mode, ObjectId id) implements Node {}

    private record Directory(Map<String, Node> entries) implements Node {}

    /// What is being done, in the words that begin the error if it fails.
    private enum Phase {
        OPEN("Failed to open archive (%s)"), HEADER("cannot get archive member name: %s"), CONTENT(
                "cannot read file from tarball: %s");

        private final String template;

        Phase(String template) {
            this.template = template;
        }
    }

    /// An archive, perhaps one whose download broke off.
    ///
    /// @param whole  whether it is at hand as a file from the start: a zip's list of files, which knows of links and
    ///     programs, is at its end, and is not looked at where CppNix reads while it downloads
    /// @param broken why the end is missing
    record Archive(Path file, boolean whole, Optional<FetchException> broken) {
        static Archive of(Path file) {
            return new Archive(file, true, Optional.empty());
        }

        private InputStream open() throws IOException {
            InputStream in = Files.newInputStream(file);
            return broken.isEmpty() ? in : new SequenceInputStream(in, new Failing(broken.get()));
        }
    }

    /// Where a download broke off.
    private static final class Failing extends InputStream {
        private final FetchException cause;

        Failing(FetchException cause) {
            this.cause = cause;
        }

        @Override
        public int read() throws IOException {
            throw new Compression.BrokenOff(FetchErrors.sourceFailed(cause));
        }
    }

    /// @throws FetchException if it is no archive, or broken
    static Unpacked unpack(Archive archive, ObjectInserter objects) {
        Unpacker unpacker = new Unpacker(objects);
        try {
            if (isZip(archive)) {
                unpacker.phase = Phase.HEADER;
                try (ZipFile zip = open(archive)) {
                    unpacker.zip(zip, archive.whole());
                }
            } else {
                try (InputStream in = archive.open()) {
                    unpacker.tar(in);
                }
            }
            unpacker.link();
            ObjectId tree = unpacker.write(unpacker.root);
            objects.flush();
            return new Unpacked(tree.name(), unpacker.lastModified);
        } catch (IOException e) {
            String reason = e instanceof Compression.BrokenOff && unpacker.phase != Phase.OPEN
                    ? "Truncated tar archive detected while reading "
                            + (unpacker.phase == Phase.CONTENT ? "data" : "next header")
                    : Trees.reason(e);
            FetchException failure = FetchErrors.error(unpacker.phase.template, reason);
            archive.broken().ifPresent(cause -> failure.addHint(Emphasis.strip(cause.text())));
            throw failure;
        }
    }

    private static boolean isZip(Archive archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive.file())) {
            byte[] start = in.readNBytes(4);
            return start.length == 4 && start[0] == 'P' && start[1] == 'K'
                    && (start[2] == 3 || start[2] == 5);
        }
    }

    private void tar(InputStream raw) throws IOException {
        TarReader tar = new TarReader(Compression.open(raw));
        if (!tar.isTar()) {
            throw new IOException("Unrecognized archive format");
        }
        phase = Phase.HEADER;
        for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            phase = Phase.CONTENT;
            take(entry.get(), tar);
            tar.skipContent();
            phase = Phase.HEADER;
        }
    }

    private void take(TarReader.Entry entry, InputStream content) throws IOException {
        List<String> path = canonical(entry.name());
        lastModified = Math.max(lastModified, entry.time());
        if (entry.type() == '1') {
            hardLinks.put(String.join("/", path), String.join("/", canonical(entry.link())));
        } else if (entry.isDirectory()) {
            directory(path);
        } else if (entry.type() == '2') {
            put(path, new Leaf(FileMode.SYMLINK,
                    blob(entry.link().getBytes(StandardCharsets.ISO_8859_1))));
        } else if (entry.isFile()) {
            put(path, new Leaf(
                    (entry.mode() & 0100) != 0 ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE,
                    objects.insert(Constants.OBJ_BLOB, entry.size(), content)));
        } else {
            throw FetchErrors.error("file '%s' in tarball has unsupported file type %s",
                    entry.name(), switch (entry.type()) {
                        case '3' -> 0020000;
                        case '4' -> 0060000;
                        case '6' -> 0010000;
                        default -> 0;
                    });
        }
    }

    private static ZipFile open(Archive archive) throws IOException {
        try {
            return ZipFile.builder()
                .setPath(archive.file())
                .setCharset(StandardCharsets.ISO_8859_1)
                .setUseUnicodeExtraFields(false)
                .get();
        } catch (IOException e) {
            throw new IOException("Truncated ZIP file header", e);
        }
    }

    private void zip(ZipFile zip, boolean whole) throws IOException {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            List<String> path = canonical(
                    new String(entry.getRawName(), StandardCharsets.ISO_8859_1));
            lastModified = Math.max(lastModified,
                    entry.getLastModifiedTime().toInstant().getEpochSecond());
            if (entry.isDirectory()) {
                directory(path);
                continue;
            }
            phase = Phase.CONTENT;
            try (InputStream in = zip.getInputStream(entry)) {
                put(path, new Leaf(whole ? mode(entry) : FileMode.REGULAR_FILE,
                        blob(in.readAllBytes())));
            }
            phase = Phase.HEADER;
        }
    }

    private static FileMode mode(ZipArchiveEntry entry) {
        return entry.isUnixSymlink()
                ? FileMode.SYMLINK
                : (entry.getUnixMode() & 0100) != 0
                        ? FileMode.EXECUTABLE_FILE
                        : FileMode.REGULAR_FILE;
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
                    "failed to insert entry: invalid name for a tree entry - " + name
                            + " (libgit2 error code = 14)");
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
