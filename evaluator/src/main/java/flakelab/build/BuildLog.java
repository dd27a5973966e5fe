package flakelab.build;

import flakelab.store.StorePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/// Build logs where Nix keeps them: `drvs/XX/REST.drv.bz2` below `/nix/var/log/nix`, XX being the first two digits of
/// the derivation's path.
public final class BuildLog {
    private static final String COMPRESSED = ".bz2";

    private BuildLog() {}

    /// The log of a derivation's last build, everything the builder said; empty if there is none.
    ///
    /// @param logDirectory `/nix/var/log/nix`
    public static Optional<byte[]> read(Path logDirectory, StorePath derivation)
            throws IOException {
        Path compressed = file(logDirectory, derivation, true);
        if (Files.exists(compressed)) {
            try (InputStream in = new BZip2CompressorInputStream(Files.newInputStream(compressed),
                    true)) {
                return Optional.of(in.readAllBytes());
            }
        }
        Path plain = file(logDirectory, derivation, false);
        return Files.exists(plain) ? Optional.of(Files.readAllBytes(plain)) : Optional.empty();
    }

    /// Opens a derivation's log to write it anew; nowhere where logs are not kept.
    static OutputStream create(BuildOptions.Logs logs, StorePath derivation) throws IOException {
        if (!logs.keep()) {
            return OutputStream.nullOutputStream();
        }
        Path file = file(logs.directory(), derivation, logs.compress());
        Files.createDirectories(file.getParent());
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return logs.compress() ? new BZip2CompressorOutputStream(out) : out;
    }

    private static Path file(Path logDirectory, StorePath derivation, boolean compressed) {
        String base = derivation.baseName();
        return logDirectory.resolve("drvs")
            .resolve(base.substring(0, 2))
            .resolve(base.substring(2) + (compressed ? COMPRESSED : ""));
    }
}
