package flakelab.store.cache;

import flakelab.hash.Hash;
import flakelab.hash.HashException;
import flakelab.hash.HashFormat;
import flakelab.store.ContentAddress;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StoreErrors;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a binary cache says of a path: the usual information, and where its archive is (CppNix
/// `src/libstore/nar-info.cc`).
///
/// @param url      relative to the cache
/// @param fileHash of the compressed archive
/// @param fileSize of the compressed archive, in bytes; 0 where unknown
public record NarInfo(PathInfo info, String url, Compression compression, Optional<Hash> fileHash,
        long fileSize) {
    /// Reads a `.narinfo` file, one Latin-1 char per byte.
    ///
    /// @param whence the file's name, for messages
    /// @throws StoreException in CppNix's words
    public static NarInfo parse(StoreDir dir, String text, String whence) {
        return new Parser(dir, whence).parse(text);
    }

    /// The `.narinfo` file.
    public String render(StoreDir dir) {
        StringBuilder out = new StringBuilder();
        line(out, "StorePath", dir.print(info.path()));
        line(out, "URL", url);
        line(out, "Compression", compression.nixName());
        fileHash.ifPresent(hash -> line(out, "FileHash", hash.render(HashFormat.NIX32, true)));
        line(out, "FileSize", String.valueOf(fileSize));
        line(out, "NarHash", info.narHash().render(HashFormat.NIX32, true));
        line(out, "NarSize", String.valueOf(info.narSize()));
        line(out, "References",
                String.join(" ", new TreeSet<>(info.references()).stream()
                    .map(StorePath::baseName)
                    .toList()));
        info.deriver().ifPresent(deriver -> line(out, "Deriver", deriver.baseName()));
        new TreeSet<>(info.signatures()).forEach(signature -> line(out, "Sig", signature));
        info.ca().ifPresent(ca -> line(out, "CA", ca.render()));
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    /// Collects the lines of one file.
    private static final class Parser {
        private final StoreDir dir;
        private final String whence;
        private int line = 1;
        private @Nullable StorePath path;
        private @Nullable Hash narHash;
        private long narSize;
        private String url = "";
        private String compression = "";
        private Optional<Hash> fileHash = Optional.empty();
        private long fileSize;
        private final List<StorePath> references = new ArrayList<>();
        private Optional<StorePath> deriver = Optional.empty();
        private final List<String> signatures = new ArrayList<>();
        private Optional<ContentAddress> ca = Optional.empty();

        Parser(StoreDir dir, String whence) {
            this.dir = dir;
            this.whence = whence;
        }

        NarInfo parse(String text) {
            for (int at = 0; at < text.length(); line++) {
                int colon = text.indexOf(':', at);
                if (colon < 0) {
                    throw corrupt("expecting ':'");
                }
                int end = text.indexOf('\n', colon + 1);
                if (end < 0) {
                    throw corrupt("expecting '\\n'");
                }
                field(text.substring(at, colon), text.substring(Math.min(colon + 2, end), end));
                at = end + 1;
            }
            line = 0;
            if (path == null) {
                throw corrupt("StorePath missing");
            }
            if (narHash == null) {
                throw corrupt("NarHash missing");
            }
            if (url.isEmpty()) {
                throw corrupt("URL missing");
            }
            if (narSize == 0) {
                throw corrupt("NarSize missing or zero");
            }
            PathInfo info = new PathInfo(path, narHash, narSize, references, deriver, signatures,
                    false, ca,
                    Instant.EPOCH);
            return new NarInfo(info, url, Compression.parse(compression), fileHash, fileSize);
        }

        private void field(String name, String value) {
            switch (name) {
                case "StorePath" -> path = dir.parse(value);
                case "URL" -> url = value;
                case "Compression" -> compression = value;
                case "FileHash" -> fileHash = Optional.of(hash(value));
                case "FileSize" -> fileSize = size(value, "invalid FileSize");
                case "NarHash" -> narHash = hash(value);
                case "NarSize" -> narSize = size(value, "invalid NarSize");
                case "References" -> references(value);
                case "Deriver" -> {
                    if (!value.equals("unknown-deriver")) {
                        deriver = Optional.of(StorePath.parse(value));
                    }
                }
                case "Sig" -> signatures.add(value);
                case "CA" -> contentAddress(value);
                default -> {
                    // Fields of newer versions are passed over.
                }
            }
        }

        private void references(String value) {
            if (!references.isEmpty()) {
                throw corrupt("extra References");
            }
            for (String reference : value.split(" ")) {
                if (!reference.isEmpty()) {
                    references.add(StorePath.parse(reference));
                }
            }
        }

        private void contentAddress(String value) {
            if (ca.isPresent()) {
                throw corrupt("extra CA");
            }
            if (!value.isEmpty()) {
                ca = Optional.of(ContentAddress.parse(value));
            }
        }

        private Hash hash(String value) {
            try {
                return Hash.parseAnyPrefixed(value);
            } catch (HashException _) {
                throw corrupt("bad hash");
            }
        }

        private long size(String value, String reason) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException _) {
                throw corrupt(reason);
            }
        }

        private StoreException corrupt(String reason) {
            return StoreErrors.error("NAR info file '%s' is corrupt: %s", whence,
                    line > 0 ? reason + " at line " + line : reason);
        }
    }
}
