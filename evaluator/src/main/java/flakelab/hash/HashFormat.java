package flakelab.hash;

import java.util.Locale;
import java.util.Optional;

/// How the bytes of a hash are written.
public enum HashFormat {
    BASE64, NIX32, BASE16, SRI;

    /// The name in Nix's own options: `base64`, `nix32`, `base16`, `sri`.
    public String nixName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads a name; `base32` is the deprecated alias of `nix32` (the caller warns).
    ///
    /// @throws HashException for any other name
    public static HashFormat parse(String name) {
        return find(name).orElseThrow(() -> HashErrors.unknownFormat(name));
    }

    /// As [#parse], empty instead of an error.
    public static Optional<HashFormat> find(String name) {
        return switch (name) {
            case "base16" -> Optional.of(BASE16);
            case "nix32", "base32" -> Optional.of(NIX32);
            case "base64" -> Optional.of(BASE64);
            case "sri" -> Optional.of(SRI);
            default -> Optional.empty();
        };
    }
}
