package flakelab.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// The hash algorithms Nix knows.
public enum HashAlgorithm {
    MD5("md5", 16, "MD5"), SHA1("sha1", 20, "SHA-1"), SHA256("sha256", 32, "SHA-256"), SHA512(
            "sha512", 64,
            "SHA-512"), BLAKE3("blake3", 32, "");

    private final String nixName;
    private final int size;
    private final String javaName;
    private final ThreadLocal<MessageDigest> shared = ThreadLocal.withInitial(this::newDigest);

    HashAlgorithm(String nixName, int size, String javaName) {
        this.nixName = nixName;
        this.size = size;
        this.javaName = javaName;
    }

    /// The name in Nix: `sha256`.
    public String nixName() {
        return nixName;
    }

    /// The length of a hash in bytes.
    public int size() {
        return size;
    }

    /// A fresh digest of this algorithm.
    public MessageDigest newDigest() {
        if (this == BLAKE3) {
            return new Blake3Digest();
        }
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// This thread's own digest, reset: for hashing a whole array at once without allocating one.
    MessageDigest sharedDigest() {
        MessageDigest digest = shared.get();
        digest.reset();
        return digest;
    }

    /// Reads a name.
    ///
    /// @throws HashException for a name that is none of the five
    public static HashAlgorithm parse(String name) {
        return find(name).orElseThrow(() -> HashErrors.unknownAlgorithm(name));
    }

    /// As [#parse], empty instead of an error.
    public static Optional<HashAlgorithm> find(String name) {
        return switch (name) {
            case "md5" -> Optional.of(MD5);
            case "sha1" -> Optional.of(SHA1);
            case "sha256" -> Optional.of(SHA256);
            case "sha512" -> Optional.of(SHA512);
            case "blake3" -> Optional.of(BLAKE3);
            default -> Optional.empty();
        };
    }
}
