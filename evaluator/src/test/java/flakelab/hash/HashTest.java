package flakelab.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.text.Words;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Expectations are CppNix 2.34.8's answers (`builtins.hashString`, `builtins.convertHash`).
class HashTest {
    private static final String EMPTY_SRI = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    private static final String EMPTY_NIX32 = "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73";
    private static final String EMPTY_BASE16 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void hashesStrings() {
        assertThat(Hash.ofLatin1(HashAlgorithm.MD5, "abc").toBase16())
            .isEqualTo("900150983cd24fb0d6963f7d28e17f72");
        assertThat(Hash.ofLatin1(HashAlgorithm.SHA1, "abc").toBase16())
            .isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
        assertThat(Hash.ofLatin1(HashAlgorithm.SHA512, "abc").toBase16())
            .startsWith("ddaf35a193617abacc417349ae2041");
        assertThat(Hash.ofLatin1(HashAlgorithm.BLAKE3, "hi\n").toSri())
            .isEqualTo("blake3-C4tgJI+tesbfrCIbfgGouRx3JCGhWzh90fstapSu5Dg=");
        assertThat(Hash.ofLatin1(HashAlgorithm.SHA256, "\u00ff"))
            .isEqualTo(Hash.of(HashAlgorithm.SHA256, new byte[]{-1}));
    }

    @Test
    void writesEveryFormat() {
        Hash hash = Hash.ofLatin1(HashAlgorithm.SHA256, "");
        assertThat(hash.toSri()).isEqualTo(EMPTY_SRI);
        assertThat(hash.toNix32()).isEqualTo(EMPTY_NIX32);
        assertThat(hash.render(HashFormat.BASE16, true)).isEqualTo("sha256:" + EMPTY_BASE16);
        assertThat(hash.render(HashFormat.SRI, false)).isEqualTo(EMPTY_SRI);
    }

    @Test
    void readsEveryFormat() {
        Hash hash = Hash.ofLatin1(HashAlgorithm.SHA256, "");
        for (String text : new String[]{EMPTY_SRI, "sha256:" + EMPTY_NIX32,
                "sha256:" + EMPTY_BASE16,
                "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}) {
            assertThat(Hash.parseAny(text, Optional.empty())).isEqualTo(hash);
        }
        assertThat(Hash.parseNonSriUnprefixed(EMPTY_NIX32, HashAlgorithm.SHA256)).isEqualTo(hash);
    }

    @Test
    void refusesInNixsWords() {
        refuses("sha256:zz", "hash 'zz' has wrong length for hash algorithm 'sha256'");
        refuses("md5-abc", "hash 'md5-abc' should have type 'sha256'");
        refuses("sha999:ab",
                "unknown hash algorithm 'sha999', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'");
        String wrongDigit = EMPTY_NIX32.substring(0, 51) + "e";
        refuses(wrongDigit,
                "invalid nix32 hash '" + wrongDigit + "', length 0 != expected length 32");
        String tooBig = "z" + EMPTY_NIX32.substring(1);
        refuses(tooBig, "invalid nix32 hash '" + tooBig + "', length 33 != expected length 32");
        assertThatThrownBy(() -> Hash.parseAny("abc", Optional.empty()))
            .isInstanceOf(HashException.class)
            .extracting(Words::of)
            .isEqualTo(
                    "hash 'abc' does not include a type, nor is the type otherwise known from context");
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> Hash.parseAny(text, Optional.of(HashAlgorithm.SHA256)))
            .isInstanceOf(HashException.class)
            .extracting(Words::of)
            .isEqualTo(message);
    }

    @Test
    void everyFormatIsReadBack() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            HashAlgorithm algorithm = HashAlgorithm.values()[random.nextInt(5)];
            byte[] bytes = new byte[algorithm.size()];
            random.nextBytes(bytes);
            Hash hash = new Hash(algorithm, bytes);
            for (HashFormat format : HashFormat.values()) {
                assertThat(Hash.parseAnyPrefixed(hash.render(format, true))).isEqualTo(hash);
            }
        }
    }

    @Test
    void nix32IsReadBackAtAnyLength() {
        Random random = new Random(2);
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = Nix32.encode(bytes);
            assertThat(text).hasSize(Nix32.encodedLength(length));
            assertThat(Arrays.copyOf(Nix32.decode(text), length)).isEqualTo(bytes);
        }
    }

    @Test
    void compressFoldsByExclusiveOr() {
        Hash hash = new Hash(HashAlgorithm.MD5, new byte[]{1, 2, 3, 4, 5});
        assertThat(hash.compress(2).bytes()).isEqualTo(new byte[]{7, 6});
    }

    @Test
    void sinkCountsAndHashes() {
        HashSink sink = new HashSink(HashAlgorithm.SHA256);
        sink.write('a');
        sink.write(new byte[]{'x', 'b', 'c', 'x'}, 1, 2);
        assertThat(sink.count()).isEqualTo(3);
        assertThat(sink.finish()).isEqualTo(Hash.ofLatin1(HashAlgorithm.SHA256, "abc"));
    }
}
