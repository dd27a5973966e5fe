package flakelab.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.store.DummyStore;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Store paths and commits are those CppNix 2.34.8 and git give for the same files.
class FetchersTest {
    private static final String HEAD = "a5e67b718a67339bd1ec947d56845e1e4bc3a5f8";
    private static final String CLEAN = "9smgyzlw2aqflsrkr439zgi3709bkapc-source";

    @TempDir
    Path directory;
    private final List<String> warnings = new ArrayList<>();
    private Fetchers fetchers;

    @BeforeEach
    void open() {
        fetchers = new Fetchers(FetchSettings.of(directory.resolve("cache")), new DummyStore(),
                new Log() {
                    @Override
                    public void warn(String message) {
                        warnings.add(message);
                    }

                    @Override
                    public void notice(String message) {}
                });
    }

    @AfterEach
    void close() {
        fetchers.close();
    }

    private Path repository() throws Exception {
        Path root = directory.resolve("r1");
        Repositories.write(root.resolve("a"), "one\n");
        assertThat(Repositories.write(root.resolve("b"), "#!x\n").toFile().setExecutable(true))
            .isTrue();
        Files.createSymbolicLink(root.resolve("l"), Path.of("a"));
        Repositories.write(root.resolve("sub/x/f"), "s\n");
        Repositories.write(root.resolve("secret"), "ex\n");
        Repositories.write(root.resolve(".gitattributes"), "secret export-ignore\n");
        Repositories.commit(root, "1");
        Repositories.write(root.resolve("a"), "two\n");
        assertThat(Repositories.commit(root, "2")).isEqualTo(HEAD);
        return root;
    }

    private String path(String url) {
        Input input = Input.ofUrl(url);
        return fetchers.store(fetchers.fetch(input), input).path().toString();
    }

    @Test
    void aCleanWorkingTreeIsItsCommit() throws Exception {
        Path root = repository();
        Repositories.write(root.resolve("untracked"), "x");
        Input locked = fetchers.fetch(Input.ofUrl("git+file://" + root)).locked();
        assertThat(locked.attributes().toJson())
            .isEqualTo("{\"__final\":true,\"lastModified\":1700000000,"
                    + "\"ref\":\"refs/heads/main\",\"rev\":\"" + HEAD
                    + "\",\"revCount\":2,\"type\":\"git\",\"url\":\"file://"
                    + root + "\"}");
        assertThat(path("git+file://" + root)).isEqualTo(CLEAN);
        assertThat(path("git+file://" + root + "?ref=main")).isEqualTo(CLEAN);
        assertThat(path("git+file://" + root + "?ref=main&exportIgnore=1"))
            .isEqualTo("75xdq7yyn99l40k561hbp2xqipkgzwh4-source");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aChangedWorkingTreeIsTakenAsItIs() throws Exception {
        Path root = repository();
        Repositories.write(root.resolve("a"), "three\n");
        Files.delete(root.resolve("b"));
        assertThat(path("git+file://" + root)).isEqualTo("virqv7fc1yna0mz2saz0y50b1izfxv4q-source");
        assertThat(warnings).containsExactly("Git tree '" + root + "' is dirty");
    }

    @Test
    void anUntrackedFileIsExplained() throws Exception {
        Path root = repository();
        Repositories.write(root.resolve("new"), "x");
        Fetched fetched = fetchers.fetch(Input.ofUrl("git+file://" + root));
        assertThat(fetched.tree().list()).doesNotContainKey("new");
        assertThat(fetched.missing().why("new").map(e -> Emphasis.strip(e.text()))).contains("""
                Path 'new' in the repository "%s" is not tracked by Git.

                To make it visible to Nix, run:

                git -C "%s" add "new\"""".formatted(root, root));
        assertThat(fetched.missing().why("nowhere").map(e -> Emphasis.strip(e.text())))
            .contains("Path 'nowhere' does not exist in Git repository \"" + root + "\".");
    }

    @Test
    void bareRepositoriesAreMirrored() throws Exception {
        Path root = repository();
        Path bare = directory.resolve("bare");
        Git.cloneRepository()
            .setBare(true)
            .setURI(root.toString())
            .setDirectory(bare.toFile())
            .call()
            .close();
        assertThat(path("git+file://" + bare)).isEqualTo(CLEAN);
        assertThat(path("git+file://" + bare + "?ref=main&shallow=1")).isEqualTo(CLEAN);
        assertThat(path("git+file://" + bare + "?rev=" + HEAD)).isEqualTo(CLEAN);
        String unknown = "0123456789".repeat(4);
        assertFails("git+file://" + bare + "?rev=" + unknown, "Cannot find Git revision '" + unknown
                + "' in ref 'refs/heads/main' of repository 'file://" + bare);
    }

    @Test
    void submodulesAreMounted() throws Exception {
        Path root = repository();
        Path outer = directory.resolve("outer");
        Repositories.write(outer.resolve("o"), "o\n");
        Repositories.commit(outer, "o");
        try (Git git = Git.open(outer.toFile())) {
            git.submoduleAdd().setURI("file://" + root).setPath("inner").call().close();
        }
        Repositories.commit(outer, "with submodule");
        Fetched with = fetchers
            .fetch(Input.ofUrl("git+file://" + outer + "?ref=main&submodules=1"));
        assertThat(with.tree().list().get("inner").list()).containsKeys("a", "sub");
        Fetched without = fetchers.fetch(Input.ofUrl("git+file://" + outer + "?ref=main"));
        assertThat(without.tree().list().get("inner").list()).isEmpty();
    }

    private Path archive(String name, String escaping) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(
                        new GzipCompressorOutputStream(out))) {
            TarArchiveEntry text = new TarArchiveEntry("d1/d2/f");
            text.setSize(2);
            text.setModTime(1000000000L);
            tar.putArchiveEntry(text);
            tar.write("a\n".getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry(escaping, TarConstants.LF_SYMLINK);
            link.setLinkName("../x");
            link.setModTime(1000000000L);
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        return file;
    }

    @Test
    void archivesAreUnpackedWithoutTheirSingleDirectory() throws Exception {
        Path file = archive("t.tar.gz", "d1/l");
        assertThat(path("file://" + file)).isEqualTo("b3dz23c9c127b0hwhvmb6w3darmk9fnn-source");
        assertThat(fetchers.fetch(Input.ofUrl("file://" + file)).locked().lastModified())
            .hasValue(1000000);
    }

    @Test
    void noEntryLeavesTheArchive() throws Exception {
        Path file = archive("evil.tar.gz", "../../../d1/../../etc/l");
        assertThat(fetchers.fetch(Input.ofUrl("file://" + file)).tree().list())
            .containsOnlyKeys("d1", "etc");
    }

    @Test
    void brokenArchivesAreRefused() throws Exception {
        Path file = archive("t.tar.gz", "d1/l");
        Path cut = Files.write(directory.resolve("cut.tar.gz"),
                java.util.Arrays.copyOf(Files.readAllBytes(file), 60));
        assertFails("file://" + cut, "Failed to open archive (truncated gzip input)");
        Path plain = Repositories.write(directory.resolve("plain.tar"), "hello\n");
        assertFails("file://" + plain, "Failed to open archive (Unrecognized archive format)");
        assertFails(
                "file://" + file + "?narHash=sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "NAR hash mismatch in input 'file://" + file
                        + "?narHash=sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D', expected "
                        + "'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' but got "
                        + "'sha256-vopH6igNehwkWsThXk/s1afVClXTulqveMsKvPDQsIM='");
    }

    private void assertFails(String url, String message) {
        assertThatThrownBy(() -> fetchers.fetch(Input.ofUrl(url))).isInstanceOf(NixException.class)
            .satisfies(e -> assertThat(
                    Emphasis.strip(((NixException) e).text()).replaceAll("\u001b\\[[0-9]*m", ""))
                .startsWith(message));
    }
}
