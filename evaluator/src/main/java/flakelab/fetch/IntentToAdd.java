package flakelab.fetch;

import flakelab.nar.FileNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;

/// Tells a Git repository of files without staging what is in them, as `git add --intent-to-add --force` does.
///
/// JGit keeps such entries of an index but cannot make them. So a small index of only these is written by hand (Git's
/// `gitformat-index`, version 3), which JGit reads and merges.
final class IntentToAdd {
    private static final String EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    private static final int STAT_BYTES = 40;
    private static final int MODE_AT = 24;
    private static final int REGULAR = 0100644;
    private static final int EXTENDED = 0x4000;
    private static final int INTENT_TO_ADD = 0x2000;
    private static final int NAME_MASK = 0xfff;

    private IntentToAdd() {}

    /// @param paths from the root of the working tree; those known already stay as they are
    static void add(Repository repository, Collection<String> paths) {
        try {
            DirCache index = repository.lockDirCache();
            try {
                List<String> added = new TreeSet<>(paths).stream()
                    .filter(path -> index.getEntry(unicode(path)) == null)
                    .toList();
                DirCacheBuilder builder = index.builder();
                if (index.getEntryCount() > 0) {
                    builder.keep(0, index.getEntryCount());
                }
                DirCache intended = read(added);
                for (int i = 0; i < intended.getEntryCount(); i++) {
                    builder.add(intended.getEntry(i));
                }
                builder.commit();
            } finally {
                index.unlock();
            }
        } catch (IOException e) {
            throw GitRepositories.failed("adding files to the Git repository", e);
        }
    }

    private static String unicode(String path) {
        return FileNames.path(path).toString();
    }

    private static DirCache read(List<String> paths) throws IOException {
        Path file = Files.createTempFile("flakelab-index-", "");
        try {
            Files.write(file, index(paths));
            return DirCache.read(file.toFile(), FS.DETECTED);
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] index(List<String> paths) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("DIRC".getBytes(StandardCharsets.ISO_8859_1));
        out.write(ByteBuffer.allocate(8).putInt(3).putInt(paths.size()).array());
        for (String path : paths) {
            out.write(entry(path.getBytes(StandardCharsets.ISO_8859_1)));
        }
        try {
            out.write(MessageDigest.getInstance("SHA-1").digest(out.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] entry(byte[] path) {
        byte[] blob = java.util.HexFormat.of().parseHex(EMPTY_BLOB);
        int length = STAT_BYTES + blob.length + 4 + path.length;
        ByteBuffer entry = ByteBuffer.allocate(length + 8 - length % 8);
        return entry.putInt(MODE_AT, REGULAR)
            .position(STAT_BYTES)
            .put(blob)
            .putShort((short) (EXTENDED | Math.min(path.length, NAME_MASK)))
            .putShort((short) INTENT_TO_ADD)
            .put(path)
            .array();
    }
}
