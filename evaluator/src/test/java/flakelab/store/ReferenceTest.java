package flakelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flakelab.derivation.Derivations;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.RandomTrees;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalStore;
import flakelab.store.local.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Our stores in the hands of real Nix.
///
/// Skipped unless the environment variable `REFERENCE_NIX` has a command that `nix-store …` can follow (empty for
/// none), and `REFERENCE_NIX_TMP` a directory it sees under the same name.
class ReferenceTest {
    private Path root;

    @BeforeEach
    void prepare() throws IOException {
        String tmp = System.getenv("REFERENCE_NIX_TMP");
        assumeTrue(tmp != null && System.getenv("REFERENCE_NIX") != null,
                "no real Nix: REFERENCE_NIX and REFERENCE_NIX_TMP are not set");
        root = Files.createTempDirectory(Path.of(tmp), "reference-");
    }

    @AfterEach
    void clean() throws IOException {
        if (root != null) {
            Metadata.delete(root);
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (String word : System.getenv("REFERENCE_NIX").split(" ")) {
            if (!word.isEmpty()) {
                all.add(word);
            }
        }
        all.addAll(Arrays.asList(command));
        Process process = new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit status of %s", all).isZero();
        return out;
    }

    private LocalStore opened() {
        return new LocalStore(Layout.of(root.toString()), false, Derivations::knownOutputs);
    }

    @Test
    void realNixVerifiesWhatWeAdded() throws IOException, InterruptedException {
        Random random = new Random(10);
        Set<StorePath> added = new java.util.TreeSet<>();
        try (LocalStore store = opened()) {
            for (int i = 0; i < 20; i++) {
                added.add(store.addToStore("t" + i, RandomTrees.tree(random, 3),
                        ContentAddressMethod.NAR,
                        HashAlgorithm.SHA256, Set.of()));
            }
            added.add(store.addText("x", new byte[]{'x'}, added));
        }
        run("nix-store", "--store", root.toString(), "--verify", "--check-contents");
        assertThat(run("nix-store", "--store", root.toString(), "-qR",
                StoreDir.DEFAULT.print(added.stream()
                    .filter(it -> it.name().equals("x"))
                    .findFirst()
                    .orElseThrow()))
            .lines()).containsExactlyInAnyOrderElementsOf(
                    added.stream().map(StoreDir.DEFAULT::print).toList());
    }

    @Test
    void weReadWhatRealNixAdded() throws IOException, InterruptedException {
        Path file = Files.writeString(root.resolve("file"), "hello");
        String path = run("nix-store", "--store", root.toString(), "--add", file.toString())
            .strip();
        try (LocalStore store = opened()) {
            StorePath parsed = store.storeDir().parse(path);
            PathInfo info = store.require(parsed);
            assertThat(info.isContentAddressed(store.storeDir())).isTrue();
            assertThat(
                    store.addToStore("file", flakelab.nar.Tree.of(file), ContentAddressMethod.NAR,
                            HashAlgorithm.SHA256, Set.of()))
                .isEqualTo(parsed);
        }
    }
}
