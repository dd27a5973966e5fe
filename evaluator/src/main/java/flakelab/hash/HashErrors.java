package flakelab.hash;

import static flakelab.text.Emphasis.format;

/// The words of this room's errors (CppNix `src/libutil/hash.cc`).
final class HashErrors {
    private HashErrors() {}

    static HashException unknownAlgorithm(String name) {
        return error(
                "unknown hash algorithm '%s', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'",
                name);
    }

    static HashException unknownFormat(String name) {
        return error("unknown hash format '%s', expect 'base16', 'base32', 'base64', or 'sri'",
                name);
    }

    static HashException wrongLength(String text, HashAlgorithm algorithm) {
        return error("hash '%s' has wrong length for hash algorithm '%s'", text,
                algorithm.nixName());
    }

    static HashException invalid(String encoding, String text, int length, int expected) {
        return error("invalid %s hash '%s', length %s != expected length %s", encoding, text,
                length, expected);
    }

    static HashException notSri(String text) {
        return error("hash '%s' is not SRI", text);
    }

    static HashException noType(String text) {
        return error("hash '%s' does not include a type", text);
    }

    static HashException unknownType(String text) {
        return error(
                "hash '%s' does not include a type, nor is the type otherwise known from context",
                text);
    }

    static HashException otherType(String text, HashAlgorithm expected) {
        return error("hash '%s' should have type '%s'", text, expected.nixName());
    }

    private static HashException error(String template, Object... arguments) {
        return new HashException(format(template, arguments));
    }
}
