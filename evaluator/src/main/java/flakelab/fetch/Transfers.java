package flakelab.fetch;

import flakelab.fetch.TransferErrors.Failure;
import flakelab.nar.FileNames;
import flakelab.text.Emphasis;
import flakelab.text.Verbosity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// HTTP and `file:` downloads to temporary files, tried again where that may help
/// (CppNix `src/libstore/filetransfer.cc`).
final class Transfers {
    private final Network network;
    private final Log log;
    private @Nullable HttpClient client;

    Transfers(Network network, Log log) {
        this.network = network;
        this.log = log;
    }

    /// What is asked for.
    ///
    /// @param etag     of the content known already, empty if none
    /// @param streamed whether the content is read while it comes, as archives are in CppNix: then a broken transfer is
    ///     only tried again if the server can go on where it stopped
    record Request(String url, Map<String, String> headers, String etag, boolean streamed) {}

    /// What came. Closing removes the body.
    ///
    /// @param body        a temporary file, empty if not modified
    /// @param urls        all that were asked, redirects in order
    /// @param notModified whether the content with the known ETag is still current
    /// @param broken      why the body is not complete, or empty altogether; only of what is streamed
    record Response(Path body, boolean temporary, String etag, List<String> urls,
            Optional<String> immutableUrl, boolean notModified,
            Optional<FetchException> broken) implements AutoCloseable {
        @Override
        public void close() {
            if (temporary) {
                remove(body);
            }
        }
    }

    /// @throws FetchException if it cannot be had
    Response get(Request request) {
        String url = request.url();
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        if (scheme.equals("file")) {
            return local(url, FileNames.path(Url.parse(url).filePath()));
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw TransferErrors.unsupportedProtocol(url, scheme).error();
        }
        log.activity(Verbosity.TALKATIVE, "downloading '" + url + "'");
        Path file = temporary();
        try {
            return untilDone(new Transfer(request, network, client(), file));
        } catch (FetchException e) {
            remove(file);
            throw e;
        }
    }

    private Response untilDone(Transfer transfer) {
        for (int attempt = 1;; attempt++) {
            switch (transfer.attempt()) {
                case Transfer.Result.Done(Response response) -> {
                    return response;
                }
                case Transfer.Result.Failed(Failure failure) -> {
                    if (!failure.mayPass() || attempt >= network.attempts()
                            || !transfer.canGoOn()) {
                        return transfer.broken(failure.error());
                    }
                    long pause = (long) (failure.usualPause() * Math.pow(2,
                            attempt - 1 + ThreadLocalRandom.current().nextDouble(0.5)));
                    String offset = transfer.offset() == 0
                            ? ""
                            : "from offset " + transfer.offset() + " ";
                    log.warn(Emphasis.strip(failure.error().text()) + "; retrying " + offset
                            + "in " + pause + " ms (attempt " + attempt + "/"
                            + network.attempts() + ")");
                    sleep(pause);
                }
            }
        }
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FetchErrors.error("download was interrupted");
        }
    }

    private static Response local(String url, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw TransferErrors.unreadableFile(url, FileNames.latin1(file));
        }
        return new Response(file, false, "", List.of(url), Optional.empty(), false,
                Optional.empty());
    }

    static Path temporary() {
        try {
            return Files.createTempFile("flakelab-download", "");
        } catch (IOException e) {
            throw Trees.failed("creating a temporary file", e);
        }
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Trees.failed("removing a temporary file", e);
        }
    }

    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(network.proxies().selector());
            if (network.connectTimeout() > 0) {
                builder.connectTimeout(Duration.ofSeconds(network.connectTimeout()));
            }
            network.certificates().map(Certificates::trusting).ifPresent(builder::sslContext);
            known = builder.build();
            client = known;
        }
        return known;
    }
}
