package flakelab.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.store.PathInfo;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.text.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectorTest {
    @TempDir
    Path root;
    LocalStore store;
    StorePath a;
    StorePath b;
    StorePath c;

    /// `b` refers to `a`; the store that made them is closed, so that no temporary root keeps them.
    @BeforeEach
    void fill() {
        try (LocalStore first = opened()) {
            a = text(first, "a", Set.of());
            b = text(first, "b", Set.of(a));
            c = text(first, "c", Set.of());
        }
        store = opened();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        Metadata.delete(root.resolve("nix"));
    }

    private LocalStore opened() {
        return new LocalStore(Layout.of(root.toString()), false, (dir, path, aterm) -> Map.of());
    }

    private static StorePath text(LocalStore store, String name, Set<StorePath> references) {
        return store.addText(name, name.getBytes(StandardCharsets.UTF_8), references);
    }

    private GarbageCollector.Result collect(GarbageCollector.Action action) {
        return GarbageCollector.collect(store, GarbageCollector.Options.of(action));
    }

    @Test
    void whatNothingKeepsIsDeleted() throws IOException {
        Files.writeString(root.resolve("nix/store/rubbish"), "x");
        GarbageCollector.Result result = collect(GarbageCollector.Action.DELETE_DEAD);
        assertThat(result.paths()).hasSize(4).contains("/nix/store/rubbish");
        assertThat(result.bytesFreed()).isPositive();
        assertThat(store.allValid()).isEmpty();
        assertThat(store.realPath(a)).doesNotExist();
    }

    @Test
    void aLinkAnywhereKeepsItsClosure() throws IOException {
        Path link = root.resolve("result");
        store.addPermanentRoot(b, link);
        store.close(); // and with it the temporary root
        assertThat(collect(GarbageCollector.Action.RETURN_DEAD).paths())
            .containsExactly("/nix/store/" + c);
        assertThat(collect(GarbageCollector.Action.RETURN_LIVE).paths()).hasSize(2);
        collect(GarbageCollector.Action.DELETE_DEAD);
        assertThat(store.allValid()).containsExactlyInAnyOrder(a, b);
        Files.delete(link);
        collect(GarbageCollector.Action.DELETE_DEAD);
        assertThat(store.allValid()).isEmpty();
        assertThat(root.resolve("nix/var/nix/gcroots/auto")).isEmptyDirectory();
    }

    @Test
    void temporaryRootsKeepUntilTheirStoreIsClosed() {
        LocalStore other = opened();
        other.addTempRoot(b);
        collect(GarbageCollector.Action.DELETE_DEAD);
        assertThat(store.allValid()).containsExactlyInAnyOrder(a, b);
        other.close();
        collect(GarbageCollector.Action.DELETE_DEAD);
        assertThat(store.allValid()).isEmpty();
    }

    @Test
    void aRootAddedDuringACollectionIsHeard() throws IOException, InterruptedException {
        try (FileLock lock = FileLock.open(store.layout().gcLock())) {
            lock.exclusive();
            try (RootServer server = RootServer.listen(store.layout())) {
                assertThat(server.begin(b)).isTrue();
                Thread adding = Thread.ofPlatform().start(() -> store.addTempRoot(b));
                adding.join(200);
                assertThat(adding.isAlive()).as("waits while its path is decided about").isTrue();
                server.end();
                adding.join();
                assertThat(server.begin(b)).isFalse();
            }
        }
    }

    @Test
    void aDeriverLivesWithItsOutput() {
        PathInfo info = store.require(b);
        store.register(List.of(info.withDeriver(java.util.Optional.of(c))));
        assertThatThrownBy(() -> GarbageCollector.collect(store,
                new GarbageCollector.Options(GarbageCollector.Action.DELETE_SPECIFIC, Set.of(a),
                        false,
                        Long.MAX_VALUE, false, true)))
            .isInstanceOf(StoreException.class)
            .extracting(Words::of)
            .asString()
            .startsWith("Cannot delete path '/nix/store/" + a);
        GarbageCollector.collect(store,
                new GarbageCollector.Options(GarbageCollector.Action.DELETE_SPECIFIC,
                        Set.of(b), false, Long.MAX_VALUE, false, true));
        assertThat(store.allValid()).containsExactlyInAnyOrder(a, c);
    }
}
