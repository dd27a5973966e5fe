package flakelab.nar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NarTest {
    /// `a`, `d/b` (executable), `d/l` -> `../a//`: hash, size and listing are CppNix 2.34.8's.
    private static final Tree SAMPLE = Tree.ofEntries(new TreeMap<>(Map.of("a",
            Tree.ofBytes("hi\n".getBytes(StandardCharsets.UTF_8), false), "d",
            Tree.ofEntries(new TreeMap<>(Map.of("b", Tree.ofBytes(new byte[]{'x'}, true), "l",
                    Tree.ofLink("../a//")))))));

    @TempDir
    Path temp;

    @Test
    void hashAndListingAreNixs() throws IOException {
        assertThat(NarHash.of(SAMPLE).hash().toSri())
            .isEqualTo("sha256-T8jpx/tiazTHH9yWXe7VpGfroUpZhAEelHt8Nd9ZUMw=");
        assertThat(NarHash.of(SAMPLE).size()).isEqualTo(872);
        NarListing listing = NarListing.of(new ByteArrayInputStream(archive(SAMPLE)));
        assertThat(listing.toJson(true))
            .hasToString("{\"entries\":{\"a\":{\"narOffset\":232,\"size\":3,\"type\":"
                    + "\"regular\"},\"d\":{\"entries\":{\"b\":{\"executable\":true,\"narOffset\":592,\"size\":1,"
                    + "\"type\":\"regular\"},\"l\":{\"target\":\"../a//\",\"type\":\"symlink\"}},\"type\":"
                    + "\"directory\"}},\"type\":\"directory\"}");
        assertThat(listing.toJson(false))
            .hasToString("{\"entries\":{\"a\":{},\"d\":{}},\"type\":\"directory\"}");
        assertThat(listing.find("/d/b"))
            .contains(new NarListing.Regular(1, true, java.util.Optional.of(592L)));
        assertThat(listing.find("/d/c")).isEmpty();
    }

    @Test
    void whatIsUnpackedArchivesTheSame() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 150; i++) {
            Tree tree = RandomTrees.tree(random, 3);
            byte[] nar = archive(tree);
            Path unpacked = temp.resolve("u" + i);
            NarReader.unpack(new ByteArrayInputStream(nar), unpacked);
            assertThat(archive(Tree.of(unpacked))).isEqualTo(nar);
            Path copied = temp.resolve("c" + i);
            TreeCopy.copy(tree, copied);
            assertThat(archive(Tree.of(copied))).isEqualTo(nar);
        }
    }

    @Test
    void everyChangedByteIsNoticed() throws IOException {
        byte[] nar = archive(SAMPLE);
        Random random = new Random(4);
        for (int i = 0; i < 3000; i++) {
            byte[] broken = nar.clone();
            broken[random.nextInt(nar.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] again;
            try {
                again = rewritten(broken);
            } catch (NarException _) {
                continue;
            }
            assertThat(again).isEqualTo(broken); // another archive, but an archive: there is one form only
        }
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] nar = archive(SAMPLE);
        for (int length = 0; length < nar.length; length++) {
            byte[] cut = Arrays.copyOf(nar, length);
            assertThatThrownBy(() -> rewritten(cut)).isInstanceOf(NarException.class);
        }
    }

    @Test
    void refusesInNixsWords() {
        refuses("bad archive: input doesn't look like a Nix archive", "nix-archive-2");
        refuses("bad archive: expected tag '(', got 'type'", "nix-archive-1", "type");
        refuses("bad archive: unknown file type 'fifo'", "nix-archive-1", "(", "type", "fifo");
        refuses("bad archive: NAR contains invalid file name '..'", "nix-archive-1", "(", "type",
                "directory",
                "entry", "(", "name", "..");
        refuses("bad archive: NAR contains invalid file name 'a/b'", "nix-archive-1", "(", "type",
                "directory",
                "entry", "(", "name", "a/b");
        refuses("bad archive: NAR directory is not sorted", "nix-archive-1", "(", "type",
                "directory", "entry", "(",
                "name", "b", "node", "(", "type", "symlink", "target", "x", ")", ")", "entry", "(",
                "name", "b");
        refuses("bad archive: NAR contains invalid symlink target", "nix-archive-1", "(", "type",
                "symlink", "target",
                "");
        refuses("bad archive: expected tag 'contents', got 'x'", "nix-archive-1", "(", "type",
                "regular", "x");
        refuses("string is too long", "nix-archive-1", "(", "type", "regular", "executable", "no");
        refuses("unexpected end-of-file", "nix-archive-1", "(", "type", "regular");
    }

    private static void refuses(String message, String... strings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String string : strings) {
            byte[] bytes = Arrays.copyOf(string.getBytes(StandardCharsets.ISO_8859_1),
                    (string.length() + 7) / 8 * 8);
            out.write(string.length());
            out.writeBytes(new byte[7]);
            out.writeBytes(bytes);
        }
        assertThatThrownBy(() -> rewritten(out.toByteArray())).isInstanceOf(NarException.class)
            .extracting(Words::of)
            .isEqualTo(message);
    }

    @Test
    void unpackOverwritesNothing() throws IOException {
        Path target = Files.writeString(temp.resolve("x"), "mine");
        assertThatThrownBy(
                () -> NarReader.unpack(new ByteArrayInputStream(archive(SAMPLE)), target))
            .isInstanceOf(NarException.class)
            .hasMessageContaining("File exists");
        assertThat(target).hasContent("mine");
    }

    @Test
    void filterSeesPathsInOrderAndOnce() throws IOException {
        StringBuilder seen = new StringBuilder();
        Tree filtered = SAMPLE.filtered((path, tree) -> {
            seen.append(path).append(' ');
            return !path.equals("/d/b");
        });
        archive(filtered);
        assertThat(NarListing.of(filtered).find("/d/b")).isEmpty();
        assertThat(seen).hasToString("/a /d /d/b /d/l ");
    }

    @Test
    void namesKeepTheirBytes() throws IOException {
        String name = "x\u00ff\u00c3\u00bc";
        Path file = Files.createFile(FileNames.child(temp, name));
        assertThat(FileNames.name(file)).isEqualTo(name);
        assertThat(Tree.of(temp).list()).containsOnlyKeys(name);
        assertThat(FileNames.path(FileNames.latin1(file))).isEqualTo(file).exists();
    }

    private static byte[] archive(Tree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NarWriter.write(tree, out);
        return out.toByteArray();
    }

    /// Reads an archive into memory and writes it again.
    private static byte[] rewritten(byte[] nar) throws IOException {
        return archive(Tree.ofNar(new ByteArrayInputStream(nar)));
    }
}
