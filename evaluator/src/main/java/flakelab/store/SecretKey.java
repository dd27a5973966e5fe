package flakelab.store;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A key that signs: its name and 64 bytes, the seed and the public key. Never shown by `toString`.
public final class SecretKey {
    private static final int SEED = 32;
    /// What stands before the seed in the encoding Java reads (RFC 8410).
    private static final byte[] PREFIX = HexFormat.of()
        .parseHex("302e020100300506032b657004220420");

    private final String name;
    private final byte[] bytes;

    private SecretKey(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /// Reads `name:base64`, as in a key file.
    ///
    /// @throws StoreException if the text is no key
    public static SecretKey parse(String text) {
        Signature.Named named = Signature.Named.parse(text.strip(), "key");
        if (named.bytes().length != 2 * SEED) {
            throw new StoreException("secret key is not valid");
        }
        return new SecretKey(named.name(), named.bytes());
    }

    /// Makes a new key.
    public static SecretKey generate(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] secret = pair.getPrivate().getEncoded();
            byte[] open = pair.getPublic().getEncoded();
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(secret, secret.length - SEED, SEED);
            both.write(open, open.length - SEED, SEED);
            return new SecretKey(name, both.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public PublicKey publicKey() {
        return new PublicKey(name, Arrays.copyOfRange(bytes, SEED, 2 * SEED));
    }

    public Signature sign(byte[] data) {
        try {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            encoded.writeBytes(PREFIX);
            encoded.write(bytes, 0, SEED);
            java.security.Signature signing = java.security.Signature.getInstance("Ed25519");
            signing.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(encoded.toByteArray())));
            signing.update(data);
            return new Signature(name, signing.sign());
        } catch (GeneralSecurityException e) {
            throw new StoreException("secret key is not valid");
        }
    }

    /// The text of a key file.
    public String reveal() {
        return name + ":" + Base64.getEncoder().encodeToString(bytes);
    }
}
