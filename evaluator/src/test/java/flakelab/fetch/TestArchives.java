package flakelab.fetch;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Archives with the same bytes everywhere.
final class TestArchives {
    static final Instant TIME = Instant.ofEpochSecond(1_600_000_000);

    private TestArchives() {}

    /// A flake, with a script, a link and a directory.
    static Map<String, String> project(String text) {
        return new TreeMap<>(Map.of("flake.nix", "{ outputs = { self }: { text = " + '"' + text
                + '"' + "; }; }\n", "bin/run", "#!/bin/sh\necho " + text + "\n", "link", "-> bin/run",
                "doc/a.txt", text + "\n"));
    }

    /// A text that does not get much smaller by compression.
    static String noise(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt(90)));
        }
        return text.toString();
    }

    /// An archive of files below one directory; a text `-> x` is a link, and what is in `bin` can be executed.
    ///
    /// @param kind `tar`, `tar.gz`, `tar.xz`, `tar.bz2`, `tar.zst` or `zip`
    static byte[] of(String kind, String directory, Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressed(kind, bytes)) {
            if (kind.equals("zip")) {
                zip(out, directory, files);
            } else {
                tar(out, directory, files);
            }
        }
        return bytes.toByteArray();
    }

    private static OutputStream compressed(String kind, OutputStream out) throws IOException {
        return switch (kind) {
            case "tar.gz" -> new GzipCompressorOutputStream(out);
            case "tar.xz" -> new XZOutputStream(out, new LZMA2Options());
            case "tar.bz2" -> new BZip2CompressorOutputStream(out);
            case "tar.zst" -> new ZstdOutputStream(out);
            default -> out;
        };
    }

    private static void tar(OutputStream out, String directory, Map<String, String> files)
            throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                String name = directory + "/" + file.getKey();
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                boolean link = file.getValue().startsWith("-> ");
                TarArchiveEntry entry = link
                        ? new TarArchiveEntry(name, (byte) '2')
                        : new TarArchiveEntry(name);
                entry.setModTime(FileTime.from(TIME));
                if (link) {
                    entry.setLinkName(file.getValue().substring(3));
                } else {
                    entry.setSize(content.length);
                    entry.setMode(file.getKey().startsWith("bin/") ? 0100755 : 0100644);
                }
                tar.putArchiveEntry(entry);
                if (!link) {
                    tar.write(content);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    private static void zip(OutputStream out, String directory, Map<String, String> files)
            throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(directory + "/" + file.getKey());
                entry.setLastModifiedTime(FileTime.from(TIME));
                boolean link = file.getValue().startsWith("-> ");
                entry.setUnixMode(link
                        ? 0120777
                        : file.getKey().startsWith("bin/") ? 0100755 : 0100644);
                zip.putArchiveEntry(entry);
                zip.write((link ? file.getValue().substring(3) : file.getValue())
                    .getBytes(StandardCharsets.UTF_8));
                zip.closeArchiveEntry();
            }
        }
    }
}
