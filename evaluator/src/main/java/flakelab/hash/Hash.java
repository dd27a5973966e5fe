package flakelab.hash;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// A hash: its algorithm and its bytes (fewer than the algorithm's own size only after [#compress]).
///
/// The bytes are shared, not copied: whoever makes or reads a hash leaves them alone.
/// Reading and writing follow CppNix `src/libutil/hash.cc`.
public record Hash(HashAlgorithm algorithm, byte[] bytes) implements Comparable<Hash> {
    private static final int BUFFER = 64 * 1024;

    /// The hash of some bytes.
    public static Hash of(HashAlgorithm algorithm, byte[] content) {
        return of(algorithm, content, 0, content.length);
    }

    /// The hash of a part of an array.
    public static Hash of(HashAlgorithm algorithm, byte[] content, int offset, int length) {
        MessageDigest digest = algorithm.sharedDigest();
        digest.update(content, offset, length);
        return new Hash(algorithm, digest.digest());
    }

    /// The hash of a Nix string: one Latin-1 char per byte.
    @SuppressWarnings("deprecation") // copies the chars of a Latin-1 string without encoding
    public static Hash ofLatin1(HashAlgorithm algorithm, String text) {
        byte[] content = new byte[text.length()];
        text.getBytes(0, content.length, content, 0);
        return of(algorithm, content);
    }

    /// The hash of a file's content.
    public static Hash ofFile(HashAlgorithm algorithm, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ofStream(algorithm, in);
        }
    }

    /// The hash of everything a stream still holds; the stream is not closed.
    public static Hash ofStream(HashAlgorithm algorithm, InputStream in) throws IOException {
        MessageDigest digest = algorithm.newDigest();
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return new Hash(algorithm, digest.digest());
    }

    /// The hash of all zero bytes, which Nix puts where a hash is not known yet.
    public static Hash zero(HashAlgorithm algorithm) {
        return new Hash(algorithm, new byte[algorithm.size()]);
    }

    public String toBase16() {
        return HexFormat.of().formatHex(bytes);
    }

    public String toNix32() {
        return Nix32.encode(bytes);
    }

    public String toBase64() {
        return Base64.encode(bytes);
    }

    /// `sha256-…`, base 64.
    public String toSri() {
        return algorithm.nixName() + "-" + toBase64();
    }

    /// The hash in a format, after `sha256:` where `includeAlgorithm` is set (SRI always names it).
    public String render(HashFormat format, boolean includeAlgorithm) {
        String digits = switch (format) {
            case BASE16 -> toBase16();
            case NIX32 -> toNix32();
            case BASE64 -> toBase64();
            case SRI -> toSri();
        };
        return includeAlgorithm && format != HashFormat.SRI
                ? algorithm.nixName() + ":" + digits
                : digits;
    }

    /// As SRI, which is also how messages and JSON show hashes.
    @Override
    public String toString() {
        return toSri();
    }

    /// The hash folded to fewer bytes by cyclic exclusive or, as in store paths.
    public Hash compress(int size) {
        byte[] folded = new byte[size];
        for (int i = 0; i < bytes.length; i++) {
            folded[i % size] ^= bytes[i];
        }
        return new Hash(algorithm, folded);
    }

    /// Reads `[algorithm:]digits` in base 16, Nix 32 or base 64, or SRI; the algorithm must be known from the text or
    /// from `expected`, and agree where both name it.
    ///
    /// @throws HashException in CppNix's words
    public static Hash parseAny(String text, Optional<HashAlgorithm> expected) {
        return parseReturningFormat(text, expected).hash();
    }

    /// A hash and how it was written.
    public record Parsed(Hash hash, HashFormat format) {}

    /// As [#parseAny], also telling the format.
    public static Parsed parseReturningFormat(String text, Optional<HashAlgorithm> expected) {
        Prefixed split = Prefixed.of(text);
        Optional<HashAlgorithm> named = split.algorithm();
        if (named.isEmpty() && expected.isEmpty()) {
            throw HashErrors.unknownType(text);
        }
        if (named.isPresent() && expected.isPresent() && named.get() != expected.get()) {
            throw HashErrors.otherType(text, expected.get());
        }
        return split.parse(named.or(() -> expected).orElseThrow());
    }

    /// As [#parseAny] where the text itself must name the algorithm.
    public static Hash parseAnyPrefixed(String text) {
        Prefixed split = Prefixed.of(text);
        return split.parse(split.algorithm().orElseThrow(() -> HashErrors.noType(text))).hash();
    }

    /// Reads `algorithm-base64`.
    public static Hash parseSri(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw HashErrors.notSri(text);
        }
        return decode(text.substring(dash + 1), HashAlgorithm.parse(text.substring(0, dash)),
                HashFormat.SRI);
    }

    /// Reads digits without any prefix; their number tells the base.
    public static Hash parseNonSriUnprefixed(String digits, HashAlgorithm algorithm) {
        return decode(digits, algorithm, formatBySize(digits, algorithm));
    }

    /// Reads digits without any prefix in a given base.
    public static Hash parseExplicitFormat(String digits, HashAlgorithm algorithm,
            HashFormat format) {
        return decode(digits, algorithm, format);
    }

    private static HashFormat formatBySize(String digits, HashAlgorithm algorithm) {
        int size = algorithm.size();
        int length = digits.length();
        if (length == size * 2) {
            return HashFormat.BASE16;
        }
        if (length == Nix32.encodedLength(size)) {
            return HashFormat.NIX32;
        }
        if (length == (size + 2) / 3 * 4) {
            return HashFormat.BASE64;
        }
        throw HashErrors.wrongLength(digits, algorithm);
    }

    private static Hash decode(String digits, HashAlgorithm algorithm, HashFormat format) {
        byte[] bytes;
        try {
            bytes = switch (format) {
                case BASE16 -> HexFormat.of().parseHex(digits);
                case NIX32 -> Nix32.decode(digits);
                case BASE64, SRI -> Base64.decode(digits);
            };
        } catch (IllegalArgumentException e) {
            // CppNix forgets the wrong digit here and reports an empty result.
            bytes = new byte[0];
        }
        if (bytes.length != algorithm.size()) {
            String encoding = switch (format) {
                case BASE16 -> "base16";
                case NIX32 -> "nix32";
                case BASE64 -> "Base64";
                case SRI -> "SRI";
            };
            throw HashErrors.invalid(encoding, digits, bytes.length, algorithm.size());
        }
        return new Hash(algorithm, bytes);
    }

    /// A text split at its algorithm's name.
    private record Prefixed(Optional<HashAlgorithm> algorithm, String digits, boolean sri) {
        static Prefixed of(String text) {
            int colon = text.indexOf(':');
            int at = colon >= 0 ? colon : text.indexOf('-');
            if (at < 0) {
                return new Prefixed(Optional.empty(), text, false);
            }
            return new Prefixed(Optional.of(HashAlgorithm.parse(text.substring(0, at))),
                    text.substring(at + 1),
                    colon < 0);
        }

        Parsed parse(HashAlgorithm known) {
            HashFormat format = sri ? HashFormat.SRI : formatBySize(digits, known);
            return new Parsed(decode(digits, known, format), format);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash(HashAlgorithm otherAlgorithm, byte[] otherBytes)
                && algorithm == otherAlgorithm
                && Arrays.equals(bytes, otherBytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// By length, then bytes, then algorithm.
    @Override
    public int compareTo(Hash other) {
        int bySize = Integer.compare(bytes.length, other.bytes.length);
        int byBytes = bySize != 0 ? bySize : Arrays.compareUnsigned(bytes, other.bytes);
        return byBytes != 0 ? byBytes : algorithm.compareTo(other.algorithm);
    }
}
