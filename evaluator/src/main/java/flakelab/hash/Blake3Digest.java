package flakelab.hash;

import java.security.MessageDigest;

/// Bouncy Castle's BLAKE3 (256 bits) in the JDK's interface.
final class Blake3Digest extends MessageDigest {
    private final org.bouncycastle.crypto.digests.Blake3Digest state = new org.bouncycastle.crypto.digests.Blake3Digest(
            256);

    Blake3Digest() {
        super("BLAKE3");
    }

    @Override
    protected int engineGetDigestLength() {
        return HashAlgorithm.BLAKE3.size();
    }

    @Override
    protected void engineUpdate(byte input) {
        state.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        state.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] bytes = new byte[engineGetDigestLength()];
        state.doFinal(bytes, 0);
        return bytes;
    }

    @Override
    protected void engineReset() {
        state.reset();
    }
}
