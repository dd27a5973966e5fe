package flakelab.build;

import flakelab.derivation.Derivation;
import flakelab.nar.FileNames;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/// `builtin:unpack-channel`: a channel's tarball as a directory named after the channel.
final class ChannelUnpacker {
    private ChannelUnpacker() {}

    static void unpack(Store store, Derivation derivation, Path out) throws IOException {
        String channel = Builtins.required(derivation, "channelName");
        String src = Builtins.required(derivation, "src");
        if (channel.isEmpty() || channel.contains("/")) {
            throw BuildErrors.misc(
                    "channelName is not allowed to contain filesystem separators, got %s", channel);
        }
        Files.createDirectories(out);
        StoreDir.Inside inside = store.storeDir().parseInside(src);
        try (InputStream in = decompressed(
                Path.of(store.realPath(inside.path()) + inside.rest()))) {
            unpackTar(in, out);
        }
        List<Path> entries;
        try (Stream<Path> found = Files.list(out)) {
            entries = found.toList();
        }
        if (entries.isEmpty()) {
            throw BuildErrors.misc("channel tarball '%s' is empty", src);
        }
        if (entries.size() != 1) {
            throw BuildErrors.misc("channel tarball '%s' contains more than one file", src);
        }
        Files.move(entries.getFirst(), FileNames.child(out, channel));
    }

    private static InputStream decompressed(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            String kind = CompressorStreamFactory.detect(in);
            return new CompressorStreamFactory(true).createCompressorInputStream(kind, in);
        } catch (CompressorException e) {
            return in; // a plain tar
        }
    }

    private static void unpackTar(InputStream in, Path out) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(in, "ISO-8859-1");
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar
            .getNextEntry()) {
            String name = entry.getName();
            Path target = FileNames
                .child(out, name.endsWith("/") ? name.substring(0, name.length() - 1) : name)
                .normalize();
            if (!target.startsWith(out) || throughLink(out, target)) {
                throw BuildErrors.misc("archive member '%s' leads out of the archive", name);
            }
            Files.createDirectories(target.getParent());
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else if (entry.isSymbolicLink()) {
                FileNames.createLink(target, entry.getLinkName());
            } else if (entry.isLink()) {
                Files.createLink(target, FileNames.child(out, entry.getLinkName()).normalize());
            } else if (entry.isFile()) {
                Files.copy(tar, target);
                String mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
            }
        }
    }

    private static boolean throughLink(Path root, Path target) {
        for (Path at = target.getParent(); at != null && !at.equals(root); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }
}
