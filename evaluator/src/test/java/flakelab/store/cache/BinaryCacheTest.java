package flakelab.store.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import flakelab.nar.NarHash;
import flakelab.nar.NarWriter;
import flakelab.nar.RandomTrees;
import flakelab.nar.Tree;
import flakelab.store.PathInfo;
import flakelab.store.PublicKey;
import flakelab.store.SecretKey;
import flakelab.store.Signature;
import flakelab.store.StoreCopy;
import flakelab.store.StoreDir;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.store.TrustedKeys;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Metadata;
import flakelab.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BinaryCacheTest {
    private static final StorePath A = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-a");
    private static final StorePath B = StorePath.parse("9r1mh2rc3s3i33vpdw86kqqyvy9i1y4w-b");
    /// A path of CppNix 2.34.8's; the key below is from its `nix key generate-secret`.
    private static final String INFO = """
            StorePath: /nix/store/001gp43bjqzx60cg345n2slzg7131za8-nix-nss-open-files.patch
            URL: nar/10899jaiw56018dvxavabsaci9cr19d0fc8swp4z17ycy6x2mrh8.nar.zst
            Compression: zstd
            FileHash: sha256:10899jaiw56018dvxavabsaci9cr19d0fc8swp4z17ycy6x2mrh8
            FileSize: 747
            NarHash: sha256:10w02iccr1pnkrfnhxb0ghfizq42pq6nxgplrdgl9f0bfazxdli2
            NarSize: 1656
            References:\s
            CA: fixed:r:sha256:10w02iccr1pnkrfnhxb0ghfizq42pq6nxgplrdgl9f0bfazxdli2
            """;

    @TempDir
    Path temp;

    private BinaryCache cache(Compression compression, SecretKey... keys) {
        return BinaryCache.at("file://" + temp.resolve("cache"), compression, List.of(keys));
    }

    /// Adds two random trees, `B` referring to `A`.
    private static void fill(BinaryCache cache, Random random) throws IOException {
        add(cache, A, RandomTrees.tree(random, 3), List.of());
        add(cache, B, RandomTrees.tree(random, 3), List.of(A, B));
    }

    private static void add(BinaryCache cache, StorePath path, Tree tree,
            List<StorePath> references)
            throws IOException {
        ByteArrayOutputStream nar = new ByteArrayOutputStream();
        NarWriter.write(tree, nar);
        NarHash hash = NarHash.of(tree);
        cache.importNar(PathInfo.of(path, hash.hash(), hash.size()).withReferences(references),
                new ByteArrayInputStream(nar.toByteArray()));
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = {"LZ4", "BR"}, mode = EnumSource.Mode.EXCLUDE)
    void whatIsAddedIsFetchedChecked(Compression compression) throws IOException {
        SecretKey key = SecretKey.generate("test-1");
        fill(cache(compression, key), new Random(7));
        BinaryCache fresh = cache(compression);
        try (LocalStore store = local()) {
            Optional<TrustedKeys> strangers = Optional
                .of(new TrustedKeys(List.of(SecretKey.generate("test-1").publicKey())));
            assertThatThrownBy(() -> StoreCopy.closure(fresh, store, List.of(B), strangers))
                .extracting(Words::of)
                .isEqualTo("cannot add path '/nix/store/" + A
                        + "' because it lacks a signature by a trusted key");
            Optional<TrustedKeys> friends = Optional.of(new TrustedKeys(List.of(key.publicKey())));
            assertThat(StoreCopy.closure(fresh, store, List.of(B), friends)).containsExactly(A, B);
            assertThat(store.require(B).references()).containsExactly(B, A);
            assertThat(NarHash.of(fresh.tree(B))).isEqualTo(NarHash.of(store.realPath(B)));
            assertThat(NarHash.of(store.realPath(B)).hash()).isEqualTo(fresh.require(B).narHash());
        } finally {
            Metadata.delete(temp.resolve("root"));
        }
    }

    private LocalStore local() {
        return new LocalStore(Layout.of(temp.resolve("root").toString()), false,
                (dir, path, aterm) -> Map.of());
    }

    @Test
    void overHttp() throws IOException {
        fill(cache(Compression.ZSTD), new Random(8));
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                temp.resolve("cache").toAbsolutePath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        try (LocalStore store = local()) {
            BinaryCache cache = BinaryCache.at("http://localhost:" + server.getAddress().getPort());
            assertThat(cache.isValid(StorePath.parse("sk7z62nqxdj2sb8x397my8i4803lhvai-x")))
                .isFalse();
            assertThat(StoreCopy.closure(cache, store, List.of(B), Optional.empty()))
                .containsExactly(A, B);
            assertThatThrownBy(() -> add(cache, A, Tree.ofLink("x"), List.of()))
                .isInstanceOf(StoreException.class);
        } finally {
            server.stop(0);
            Metadata.delete(temp.resolve("root"));
        }
    }

    @Test
    void aChangedArchiveIsRefused() throws IOException {
        fill(cache(Compression.NONE), new Random(9));
        BinaryCache cache = cache(Compression.NONE);
        Path nar = temp.resolve("cache").resolve(cache.narInfo(A).orElseThrow().url());
        byte[] bytes = Files.readAllBytes(nar);
        bytes[bytes.length / 2] ^= 1;
        Files.write(nar, bytes);
        try (LocalStore store = local()) {
            assertThatThrownBy(() -> StoreCopy.closure(cache, store, List.of(A), Optional.empty()));
            assertThat(store.isValid(A)).isFalse();
            assertThat(store.realPath(A)).doesNotExist();
        } finally {
            Metadata.delete(temp.resolve("root"));
        }
    }

    @Test
    void aMissingReferenceIsRefused() {
        assertThatThrownBy(() -> add(cache(Compression.NONE), B, Tree.ofLink("x"), List.of(A)))
            .extracting(Words::of)
            .isEqualTo("cannot add '/nix/store/" + B
                    + "' to the binary cache because the reference '/nix/store/" + A
                    + "' is not valid");
    }

    @Test
    void anotherStoreDirectoryIsRefused() throws IOException {
        Files.createDirectories(temp.resolve("cache"));
        Files.writeString(temp.resolve("cache/nix-cache-info"),
                "StoreDir: /elsewhere\nPriority: 40\n");
        assertThatThrownBy(() -> cache(Compression.NONE).facts()).extracting(Words::of)
            .asString()
            .endsWith("is for Nix stores with prefix '/elsewhere', not '/nix/store'");
    }

    @Test
    void narInfosAreReadAndWritten() {
        NarInfo info = NarInfo.parse(StoreDir.DEFAULT, INFO, "x.narinfo");
        assertThat(info.render(StoreDir.DEFAULT)).isEqualTo(INFO);
        assertThat(info.compression()).isEqualTo(Compression.ZSTD);
        assertThat(info.info().isContentAddressed(StoreDir.DEFAULT)).isTrue();
        corrupt("StorePath", "expecting ':' at line 1");
        corrupt("URL: x", "expecting '\\n' at line 1");
        corrupt(INFO.replace("NarSize: 1656", "NarSize: x"), "invalid NarSize at line 7");
        corrupt(INFO.replace("NarHash: sha256:10", "NarHash: sha256:e0"), "bad hash at line 6");
        corrupt("URL: x\n", "StorePath missing");
    }

    private static void corrupt(String text, String reason) {
        assertThatThrownBy(() -> NarInfo.parse(StoreDir.DEFAULT, text, "x.narinfo"))
            .extracting(Words::of)
            .isEqualTo("NAR info file 'x.narinfo' is corrupt: " + reason);
    }

    @Test
    void signaturesAreNixs() {
        PublicKey key = PublicKey.parse("test-1:pUGpiuo7QL60XMlTumYaFLpPssCBW/uFRygUl7+yJb8=");
        Signature signature = Signature.parse(
                "test-1:Mmi6piMNho49GrxFE+x4Y4/hijRF0ser3nGKw1ovwy0kwmhmJtuIONSEg/5nr5/QAwI+NGpskznZU8bSvTpoBQ==");
        byte[] fingerprint = NarInfo.parse(StoreDir.DEFAULT, INFO, "x")
            .info()
            .fingerprint(StoreDir.DEFAULT);
        assertThat(key.verifies(fingerprint, signature)).isTrue();
        fingerprint[0]++;
        assertThat(key.verifies(fingerprint, signature)).isFalse();
        SecretKey own = SecretKey.generate("own-1");
        assertThat(SecretKey.parse(own.reveal())
            .publicKey()
            .verifies(fingerprint, own.sign(fingerprint))).isTrue();
    }
}
