package flakelab.store;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/// A key that signatures are checked with, as in `trusted-public-keys`: `cache.example.org-1:base64`.
public record PublicKey(String name, byte[] bytes) {
    private static final int SIZE = 32;
    private static final int SIGNATURE_SIZE = 64;
    /// What stands before the 32 bytes of an Ed25519 key in the encoding Java reads (RFC 8410).
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /// @throws StoreException if the text is no key
    public static PublicKey parse(String text) {
        Signature.Named named = Signature.Named.parse(text, "key");
        if (named.bytes().length != SIZE) {
            throw new StoreException("public key is not valid");
        }
        return new PublicKey(named.name(), named.bytes());
    }

    /// Whether this key's owner signed the data.
    public boolean verifies(byte[] data, Signature signature) {
        if (!signature.keyName().equals(name)) {
            return false;
        }
        if (signature.bytes().length != SIGNATURE_SIZE) {
            throw new StoreException("signature is not valid");
        }
        try {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            encoded.writeBytes(PREFIX);
            encoded.writeBytes(bytes);
            java.security.Signature check = java.security.Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(encoded.toByteArray())));
            check.update(data);
            return check.verify(signature.bytes());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name + ":" + Base64.getEncoder().encodeToString(bytes);
    }
}
