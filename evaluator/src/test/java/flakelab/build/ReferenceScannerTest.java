package flakelab.build;

import static org.assertj.core.api.Assertions.assertThat;

import flakelab.hash.Nix32;
import flakelab.store.HashRewriter;
import flakelab.store.StorePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Scanning and rewriting against plain text search, whatever the pieces the bytes come in.
class ReferenceScannerTest {
    private static final long SEED = 20260101;

    private static StorePath path(Random random) {
        byte[] hash = new byte[20];
        random.nextBytes(hash);
        return new StorePath(Nix32.encode(hash), "x");
    }

    private static List<StorePath> paths(Random random, int count) {
        List<StorePath> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paths.add(path(random));
        }
        return paths;
    }

    /// Noise, much of it base 32, with hash parts whole, cut short and overlapping.
    private static String text(Random random, List<StorePath> paths) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            String hash = paths.get(random.nextInt(paths.size())).hashPart();
            switch (random.nextInt(4)) {
                case 0 -> text.append(hash);
                case 1 -> text.append(hash, 0, random.nextInt(32));
                case 2 -> text.append("0123456789abcdfghijklmnpqrsvwxyz", 0, random.nextInt(32));
                default -> text.append((char) random.nextInt(256)).append('/');
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void findsWhatTextSearchFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 3000; round++) {
            List<StorePath> paths = paths(random, 6);
            String text = text(random, paths);
            ReferenceScanner scanner = new ReferenceScanner(paths);
            byte[] all = bytes(text);
            for (int at = 0; at < all.length;) {
                int count = Math.min(all.length - at,
                        1 + random.nextInt(random.nextBoolean() ? 5 : 200));
                scanner.write(all, at, count);
                at += count;
            }
            SortedSet<StorePath> expected = new TreeSet<>(paths);
            expected.removeIf(path -> !text.contains(path.hashPart()));
            assertThat(scanner.found()).as("round %s: %s", round, text).isEqualTo(expected);
        }
    }

    @Test
    void tellsHashPartsApartThatBeginAlike() {
        StorePath one = new StorePath("0123456789abcdfghijklmnpqrsvwxyz", "one");
        StorePath two = new StorePath("0123456789abcdfghijklmnpqrsvwxy0", "two");
        ReferenceScanner scanner = new ReferenceScanner(List.of(one, two));
        scanner.write(bytes("/nix/store/" + two + "/bin"), 0, 50);
        assertThat(scanner.found()).containsExactly(two);
    }

    @Test
    void rewritesWhatReplaceRewrites() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 1000; round++) {
            List<StorePath> paths = paths(random, 3);
            Map<String, String> rewrites = new HashMap<>();
            paths.forEach(path -> rewrites.put(path.hashPart(), "\0".repeat(32)));
            String text = text(random, paths).repeat(1 + random.nextInt(200));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            HashRewriter rewriter = new HashRewriter(rewrites, out);
            byte[] all = bytes(text);
            for (int at = 0; at < all.length;) {
                int count = Math.min(all.length - at, 1 + random.nextInt(50_000));
                rewriter.write(all, at, count);
                at += count;
            }
            rewriter.finish();
            assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(HashRewriter.rewrite(text, rewrites));
        }
    }
}
