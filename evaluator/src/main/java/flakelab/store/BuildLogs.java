package flakelab.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/// Build logs where Nix keeps them: `drvs/XX/REST.drv.bz2` in a directory, XX being the first two digits of the
/// derivation's path.
///
/// @param directory `/nix/var/log/nix`
public record BuildLogs(Path directory) {
    private static final String COMPRESSED = ".bz2";

    /// The log of a derivation's last build, everything the builder said; empty if there is none.
    public Optional<byte[]> read(StorePath derivation) throws IOException {
        Path plain = file(derivation, false);
        if (Files.exists(plain)) {
            return Optional.of(Files.readAllBytes(plain));
        }
        Path compressed = file(derivation, true);
        if (!Files.exists(compressed)) {
            return Optional.empty();
        }
        try (InputStream in = new BZip2CompressorInputStream(Files.newInputStream(compressed),
                true)) {
            return Optional.of(in.readAllBytes());
        }
    }

    /// Opens a derivation's log to write it anew.
    public OutputStream create(StorePath derivation, boolean compress) throws IOException {
        Path file = file(derivation, compress);
        Files.createDirectories(file.getParent());
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return compress ? new BZip2CompressorOutputStream(out) : out;
    }

    /// Keeps a log from elsewhere, unless there is one.
    public void add(StorePath derivation, byte[] log) throws IOException {
        Path file = file(derivation, true);
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path temp = file.resolveSibling(
                file.getFileName() + ".tmp." + ProcessHandle.current().pid());
        try (OutputStream out = new BZip2CompressorOutputStream(Files.newOutputStream(temp))) {
            out.write(log);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file(StorePath derivation, boolean compressed) {
        String base = derivation.baseName();
        return directory.resolve("drvs")
            .resolve(base.substring(0, 2))
            .resolve(base.substring(2) + (compressed ? COMPRESSED : ""));
    }
}
