package flakelab.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.hash.HashAlgorithm;
import flakelab.nar.NarHash;
import flakelab.nar.NarWriter;
import flakelab.nar.RandomTrees;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.DummyStore;
import flakelab.store.PathInfo;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest {
    @TempDir
    Path root;
    LocalStore store;

    @BeforeEach
    void open() {
        store = opened();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        Metadata.delete(root.resolve("nix")); // read-only directories
    }

    private LocalStore opened() {
        return new LocalStore(Layout.of(root.toString()), false, (dir, path, aterm) -> Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        StorePath path = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo");
        assertThat(store.isValid(path)).isFalse();
        assertThat(store.query(path)).isEmpty();
        assertThat(root.resolve("nix")).doesNotExist();
    }

    @Test
    void addedTreesAreValidCanonicalAndWhatWasAdded() throws IOException {
        Random random = new Random(6);
        for (int i = 0; i < 40; i++) {
            Tree tree = RandomTrees.tree(random, 3);
            StorePath path = store.addToStore("t" + i, tree, ContentAddressMethod.NAR,
                    HashAlgorithm.SHA256, Set.of());
            assertThat(path)
                .isEqualTo(new DummyStore().addToStore("t" + i, tree, ContentAddressMethod.NAR,
                        HashAlgorithm.SHA256, Set.of()));
            PathInfo info = store.require(path);
            NarHash hash = NarHash.of(store.realPath(path));
            assertThat(hash).isEqualTo(NarHash.of(tree));
            assertThat(info.narHash()).isEqualTo(hash.hash());
            assertThat(info.narSize()).isEqualTo(hash.size());
            assertCanonical(store.realPath(path));
        }
        assertThat(store.allValid()).hasSizeGreaterThan(20);
        try (Stream<Path> left = Files.list(store.layout().realStore())) {
            assertThat(left.map(it -> it.getFileName().toString()))
                .noneMatch(name -> name.startsWith("tmp-") || name.endsWith(".lock"));
        }
    }

    private static void assertCanonical(Path path) throws IOException {
        assertThat(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis())
            .isEqualTo(1000);
        if (!Files.isSymbolicLink(path)) {
            int mode = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
            assertThat(mode).isIn(0444, 0555);
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> children = Files.list(path)) {
                for (Path child : children.toList()) {
                    assertCanonical(child);
                }
            }
        }
    }

    @Test
    void everyMethodGivesItsPath() {
        Tree file = Tree.ofBytes(bytes("hello"), false);
        for (ContentAddressMethod method : ContentAddressMethod.values()) {
            StorePath path = store.addToStore("x", file, method, HashAlgorithm.SHA256, Set.of());
            assertThat(path).isEqualTo(
                    new DummyStore().addToStore("x", file, method, HashAlgorithm.SHA256, Set.of()));
            assertThat(store.require(path).ca().orElseThrow().method()).isEqualTo(method);
        }
    }

    @Test
    void referencesAndClosures() {
        StorePath a = store.addText("a", bytes("a"), Set.of());
        StorePath b = store.addText("b", bytes("b"), Set.of(a));
        StorePath c = store.addText("c", bytes("c"), Set.of(b));
        assertThat(store.closure(List.of(c))).containsExactlyInAnyOrder(a, b, c);
        assertThat(store.referrers(a)).containsExactly(b);
        assertThat(store.findByHashPart(b.hashPart())).contains(b);
        assertThatThrownBy(() -> store.invalidate(a)).isInstanceOf(StoreException.class)
            .extracting(Words::of)
            .asString()
            .startsWith("cannot delete path");
    }

    @Test
    void aMissingReferenceLeavesNothingRegistered() {
        StorePath missing = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo");
        assertThatThrownBy(() -> store.addText("x", bytes("x"), Set.of(missing)))
            .isInstanceOf(StoreException.InvalidPath.class);
        assertThat(store.allValid()).isEmpty();
    }

    @Test
    void anotherProcessSeesWhatAGroupAddedWhenItEnds() {
        LocalStore other = opened();
        store.addText("first", bytes(""), Set.of());
        StorePath path = store.grouping(() -> {
            StorePath a = store.addText("a", bytes("a"), Set.of());
            assertThat(store.isValid(a)).isTrue();
            assertThat(other.isValid(a)).isFalse();
            return store.addText("b", bytes("b"), Set.of(a));
        });
        assertThat(other.require(path).references()).hasSize(1);
        other.close();
    }

    @Test
    void twoStoresMayAddTheSame() throws InterruptedException {
        List<LocalStore> stores = List.of(opened(), opened());
        List<Thread> threads = stores.stream()
            .map(it -> Thread.ofPlatform().start(() -> it.grouping(() -> {
                IntStream.range(0, 200).forEach(n -> it.addText("n" + n, bytes("" + n), Set.of()));
                return true;
            })))
            .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(stores.get(0).allValid()).hasSize(200).isEqualTo(stores.get(1).allValid());
        stores.forEach(LocalStore::close);
    }

    @Test
    void importsAreChecked() throws IOException {
        Tree tree = Tree.ofEntries(new TreeMap<>(Map.of("f", Tree.ofBytes(bytes("x"), true))));
        ByteArrayOutputStream nar = new ByteArrayOutputStream();
        NarWriter.write(tree, nar);
        NarHash hash = NarHash.of(tree);
        StorePath path = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-foo");
        PathInfo wrong = PathInfo.of(path, hash.hash(), hash.size() + 8);
        assertThatThrownBy(
                () -> store.importNar(wrong, new ByteArrayInputStream(nar.toByteArray())))
            .extracting(Words::of)
            .asString()
            .startsWith("size mismatch importing path");
        assertThat(store.realPath(path)).doesNotExist();
        PathInfo right = PathInfo.of(path, hash.hash(), hash.size()).withReferences(List.of(path));
        store.importNar(right, new ByteArrayInputStream(nar.toByteArray()));
        assertThat(store.require(path).references()).containsExactly(path);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.exportNar(path, out);
        assertThat(out.toByteArray()).isEqualTo(nar.toByteArray());
    }

    @Test
    void cyclesAreRefused() {
        StorePath a = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-a");
        StorePath b = StorePath.parse("vxjiwkjkn7x4079qvh1jkl5pn05j2aw0-b");
        NarHash hash = hash();
        assertThatThrownBy(() -> store.register(List.of(
                PathInfo.of(a, hash.hash(), hash.size()).withReferences(List.of(b)),
                PathInfo.of(b, hash.hash(), hash.size()).withReferences(List.of(a)))))
            .extracting(Words::of)
            .asString()
            .startsWith("cycle detected");
    }

    private static NarHash hash() {
        try {
            return NarHash.of(Tree.ofBytes(bytes("x"), false));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
