package flakelab.store;

import java.util.Base64;

/// A signature of a path's information: who signed, and the 64 bytes of Ed25519.
public record Signature(String keyName, byte[] bytes) {
    /// Reads `key-name:base64`.
    ///
    /// @throws StoreException if it is not that
    public static Signature parse(String text) {
        Named named = Named.parse(text, "signature");
        return new Signature(named.name(), named.bytes());
    }

    @Override
    public String toString() {
        return keyName + ":" + Base64.getEncoder().encodeToString(bytes);
    }

    /// The common form of keys and signatures: a name, a colon, base 64.
    record Named(String name, byte[] bytes) {
        static Named parse(String text, String kind) {
            int colon = text.indexOf(':');
            try {
                byte[] bytes = Base64.getDecoder().decode(text.substring(colon + 1).strip());
                if (colon > 0 && bytes.length > 0) {
                    return new Named(text.substring(0, colon), bytes);
                }
            } catch (IllegalArgumentException _) {
                // no base 64
            }
            throw new StoreException(kind + " is corrupt");
        }
    }
}
