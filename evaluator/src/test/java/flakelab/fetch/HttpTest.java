package flakelab.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flakelab.hash.HashAlgorithm;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalStore;
import flakelab.text.Ansi;
import flakelab.text.Emphasis;
import flakelab.text.NixException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hashes, locks and words are those CppNix 2.34.8 gave for the answers of the same [TestServer].
class HttpTest {
    private static final String NAR = "sha256-CE04gLH+2ySV0YGhIjBUAUOK6Dl+DxCdAD6MIv7DcNM=";
    private static final String TAMPERED = "sha256-UUSRv8pDUUxMY3PhbwjXv4ctTr2xOyhoSE5r3uspMBo=";

    @TempDir
    Path directory;
    private final List<String> warnings = new ArrayList<>();
    private final TestServer server = TestServer.start(new TestAnswers(), 0);
    private LocalStore store;
    private Fetchers fetchers;

    @BeforeEach
    void open() throws IOException {
        store = new LocalStore(Layout.of(directory.resolve("root").toString()), false, (_, _, _) -> Map.of());
        fetchers = fetchers(1, Optional.empty(), 3600);
    }

    @AfterEach
    void close() {
        fetchers.close();
        store.close();
        server.close();
    }

    private Fetchers fetchers(int attempts, Optional<Path> netrc, long ttl) throws IOException {
        Path certificate = directory.resolve("server.pem");
        try (InputStream in = getClass().getResourceAsStream("server.pem")) {
            String pem = new String(in.readAllBytes());
            Files.writeString(certificate, pem.substring(pem.indexOf("-----BEGIN CERT")));
        }
        Network network = new Network(attempts, 5, 1, netrc, Optional.of(certificate), "", true,
                Proxies.of(Map.of("https_proxy", server.proxyAddress())));
        return new Fetchers(FetchSettings.of(directory.resolve("cache"))
            .withNetwork(network)
            .withTarballTtl(ttl), store, new Log() {
                @Override
                public void warn(String message) {
                    warnings.add(message.replaceAll("in \\d+ ms", "in N ms"));
                }

                @Override
                public void notice(String message) {}
            });
    }

    private Input fetch(String url) {
        Input input = Input.ofUrl(url);
        return fetchers.store(fetchers.fetch(input), input).locked();
    }

    private static String plainly(NixException e) {
        return Ansi.filter(Emphasis.strip(e.text()), true);
    }

    private void assertFails(String url, String words) {
        assertThatThrownBy(() -> fetch(url)).isInstanceOfSatisfying(FetchException.class,
                e -> assertThat(plainly(e)).isEqualTo(words));
    }

    @ParameterizedTest
    @CsvSource({"github:owner/project,''", "github:owner/project/feature/x,''",
            "gitlab:owner/project,''", "sourcehut:~owner/project,''",
            "sourcehut:~owner/project/v1,''",
            "github:owner/project?host=forge.example.org,'\"host\":\"forge.example.org\",'"})
    void aForgeGivesTheCommitOfABranch(String reference, String host) {
        String type = reference.substring(0, reference.indexOf(':'));
        assertThat(fetch(reference).without("__final").attributes().toJson()).isEqualTo("{" + host
                + "\"lastModified\":1600000000,\"narHash\":\"" + NAR + "\",\"owner\":\""
                + (type.equals("sourcehut") ? "~" : "") + "owner\",\"repo\":\"project\",\"rev\":\""
                + TestAnswers.COMMIT + "\",\"type\":\"" + type + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "github:owner/project/nothere|'unable to download ''https://api.github.com/repos/owner/project/commits/nothere'': HTTP error 422\n\nresponse body:\n\n{\"message\":\"No commit found for SHA: nothere\"}'",
            "gitlab:owner/project/nothere|No commits returned by GitLab API -- does the git ref really exist?",
            "sourcehut:~owner/project/nope|in 'sourcehut:~owner/project/nope', couldn't find ref 'nope'",
            "github:owner/project/2234567890123456789012345678901234567890|'Failed to open archive (Source threw exception: error: unable to download ''https://github.com/owner/project/archive/2234567890123456789012345678901234567890.tar.gz'': HTTP error 404\n\n       response body:\n\n       404: Not Found)'"})
    void aForgeSaysWhatItDoesNotHave(String reference, String words) {
        assertFails(reference, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.xz", "tar.bz2", "tar.zst", "zip"})
    void everyArchiveHoldsTheSame(String kind) {
        String url = server.address() + "/plain/x." + kind;
        assertThat(fetch(url).without("__final").attributes().toJson()).isEqualTo(
                "{\"lastModified\":1600000000,\"narHash\":\"" + NAR
                        + "\",\"type\":\"tarball\",\"url\":\"" + url + "\"}");
    }

    @Test
    void aLockableArchiveIsLockedToWhatItsServerNames() {
        assertThat(fetch(server.address() + "/locked/x.tar.gz").without("__final")
            .attributes()
            .toJson()).isEqualTo("{\"lastModified\":1500000000,\"narHash\":\"" + NAR
                    + "\",\"rev\":\"" + TestAnswers.COMMIT
                    + "\",\"revCount\":7,\"type\":\"tarball\",\"url\":\"" + server.address()
                    + "/plain/x.tar.gz\"}");
    }

    @Test
    void aServerIsAskedAgainOnlyAfterAWhileAndThenByTheTag() throws IOException {
        String url = server.address() + "/plain/x.tar.gz";
        fetch(url);
        fetchers.forget();
        fetch(url);
        assertThat(server.requests()).hasSize(1);
        fetchers.close();
        fetchers = fetchers(1, Optional.empty(), 0);
        assertThat(fetch(url).narHash().orElseThrow().toSri()).isEqualTo(NAR);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void redirectsAreFollowedButNotForever() {
        assertThat(fetch(server.address() + "/redirect/3/x.tar.gz").narHash()
            .orElseThrow()
            .toSri()).isEqualTo(NAR);
        String loop = server.address() + "/redirect/20/x.tar.gz";
        assertFails(loop, "Failed to open archive (Source threw exception: error: unable to "
                + "download '" + loop + "': HTTP error 302 (curl error: Number of redirects hit "
                + "maximum amount))");
    }

    @Test
    void aServerThatRecoversIsAskedAgain() throws IOException {
        fetchers.close();
        fetchers = fetchers(3, Optional.empty(), 3600);
        String url = server.address() + "/flaky/2/x.tar.gz";
        assertThat(fetch(url).narHash().orElseThrow().toSri()).isEqualTo(NAR);
        String warning = "unable to download '" + url + "': HTTP error 503; retrying in N ms ";
        assertThat(warnings).containsExactly(warning + "(attempt 1/3)", warning + "(attempt 2/3)");
    }

    @Test
    void aBrokenTransferGoesOnWhereItStoppedIfTheServerCan() throws IOException {
        fetchers.close();
        fetchers = fetchers(3, Optional.empty(), 3600);
        String url = server.address() + "/resumed/big.tar.gz";
        fetch(url);
        assertThat(warnings).singleElement()
            .asString()
            .startsWith("unable to download '" + url
                    + "': HTTP error 200 (curl error: Transferred a partial file); retrying from offset ");
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
            "x.tar.gz,Failed to open archive (Source threw exception: error: unable to download '%s': HTTP error 200 (curl error: Transferred a partial file))",
            "big.tar.gz,cannot read file from tarball: Truncated tar archive detected while reading data",
            "big.zip,unable to download '%s': HTTP error 200 (curl error: Transferred a partial file)"})
    void aTruncatedArchiveLeavesNothingBehind(String name, String words) {
        String url = server.address() + "/truncated/" + name;
        assertFails(url, words.formatted(url));
        assertThatThrownBy(() -> fetch(url)).isInstanceOf(FetchException.class);
        assertThat(server.requests()).hasSize(2);
        assertThat(store.allValid()).isEmpty();
    }

    @Test
    void aStalledTransferIsGivenUp() {
        assertFails("file+" + server.address() + "/stalled/readme", "unable to download '"
                + server.address()
                + "/stalled/readme': HTTP error 200 (curl error: Timeout was reached)");
    }

    @Test
    void aTamperedArchiveIsRefused() throws Exception {
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            client.send(java.net.http.HttpRequest
                .newBuilder(java.net.URI.create(server.address() + "/tamper"))
                .build(), java.net.http.HttpResponse.BodyHandlers.discarding());
        }
        String url = server.address() + "/plain/x.tar.gz?narHash="
                + NAR.replace("+", "%2B").replace("=", "%3D");
        assertFails(url, "NAR hash mismatch in input '" + url + "', expected '" + NAR
                + "' but got '" + TAMPERED + "'");
        String forge = "github:owner/project/" + TestAnswers.COMMIT + "?narHash="
                + NAR.replace("+", "%2B").replace("=", "%3D");
        assertThatThrownBy(() -> fetch(forge)).isInstanceOf(FetchException.Mismatch.class)
            .extracting(e -> ((NixException) e).exitStatus())
            .isEqualTo(102);
    }

    @Test
    void namesAndPasswordsComeFromTheUrlOrNetrc() throws IOException {
        String path = "/private/x.tar.gz";
        assertFails(server.address() + path, "Failed to open archive (Source threw exception: "
                + "error: unable to download '" + server.address() + path
                + "': HTTP error 401\n\n       response body:\n\n       who are you?)");
        assertThat(fetch(server.address().replace("//", "//alice:secret@") + path).narHash())
            .isPresent();
        fetchers.close();
        Path netrc = Files.writeString(directory.resolve("netrc"),
                "machine localhost login alice password secret\n");
        fetchers = fetchers(1, Optional.of(netrc), 3600);
        assertThat(fetch(server.address() + path).narHash()).isPresent();
    }

    @Test
    void filesArePrefetchedWithTheirHashes() {
        Prefetch.Result file = fetchers.prefetch(new Prefetch(server.address() + "/plain/readme",
                Optional.empty(), HashAlgorithm.SHA256, Optional.empty(), false, false));
        assertThat(file.path().toString()).isEqualTo("115f5l4jflkrrv0wi1hj70f8bq3187h3-readme");
        assertThat(file.hash().toNix32())
            .isEqualTo("1snf53an3lfy0ng164v2mvvyskbilb6s8yi2i74r030pf2h9yvmj");
        Prefetch.Result unpacked = fetchers.prefetch(new Prefetch(
                server.address() + "/plain/x.tar.gz", Optional.of("source"), HashAlgorithm.SHA256,
                Optional.empty(), true, false));
        assertThat(unpacked.hash().toSri()).isEqualTo(NAR);
    }

    @Test
    void nobodyThere() {
        assertFails("file+http://localhost:9/x", "unable to download 'http://localhost:9/x': Could "
                + "not connect to server (7) Failed to connect to localhost:9 after 0 ms: Could "
                + "not connect to server");
    }
}
