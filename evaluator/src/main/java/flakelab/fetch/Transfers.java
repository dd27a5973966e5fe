package flakelab.fetch;

import flakelab.nar.FileNames;
import flakelab.text.Verbosity;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// HTTP and `file:` downloads to temporary files: redirects, ETags, passwords, and another try when it may help
/// (CppNix `src/libstore/filetransfer.cc`).
final class Transfers {
    private static final int REDIRECTS = 10;
    private static final Pattern IMMUTABLE = Pattern.compile("<([^>]*)>; rel=\"immutable\"",
            Pattern.CASE_INSENSITIVE);

    private final FetchSettings settings;
    private final Log log;
    private final Netrc netrc;
    private @Nullable HttpClient client;

    Transfers(FetchSettings settings, Log log) {
        this.settings = settings;
        this.log = log;
        this.netrc = new Netrc(settings.netrcFile());
    }

    /// What came. Closing removes the body.
    ///
    /// @param body        a temporary file, empty if not modified
    /// @param urls        all that were asked, redirects in order
    /// @param notModified whether the content with the known ETag is still current
    record Response(Path body, boolean temporary, String etag, List<String> urls,
            Optional<String> immutableUrl,
            boolean notModified) implements AutoCloseable {
        @Override
        public void close() {
            try {
                if (temporary) {
                    Files.deleteIfExists(body);
                }
            } catch (IOException e) {
                throw Trees.failed("removing a temporary file", e);
            }
        }
    }

    /// A failure, and whether another try may help.
    private static final class Failure extends Exception {
        private final boolean transientOne;
        private final FetchException cause;

        Failure(boolean transientOne, FetchException cause) {
            super(null, null, false, false);
            this.transientOne = transientOne;
            this.cause = cause;
        }
    }

    /// @param etag of the content known already
    /// @throws FetchException if it cannot be had
    Response get(String url, Map<String, String> headers, Optional<String> etag) {
        Url parsed = Url.parse(url);
        if (parsed.scheme().equals("file")) {
            return local(url, FileNames.path(parsed.filePath()));
        }
        if (settings.offline()) {
            throw FetchErrors.error("unable to download '%s': %s", url,
                    "the network is not used ('--offline')");
        }
        log.activity(Verbosity.TALKATIVE, "downloading '" + url + "'");
        for (int attempt = 1;; attempt++) {
            try {
                return once(url, headers, etag);
            } catch (Failure e) {
                if (!e.transientOne || attempt >= settings.attempts()) {
                    throw e.cause;
                }
                long pause = (long) (250
                        * Math.pow(2, attempt - 1 + ThreadLocalRandom.current().nextDouble(0.5)));
                log.warn(flakelab.text.Emphasis.strip(e.cause.text()) + "; retrying in " + pause
                        + " ms (attempt "
                        + attempt + "/" + settings.attempts() + ")");
                sleep(pause);
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
            throw FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                    "Could not read a file:// file", 37,
                    "Could not open file " + FileNames.latin1(file));
        }
        return new Response(file, false, "", List.of(url), Optional.empty(), false);
    }

    private Response once(String url, Map<String, String> headers, Optional<String> etag)
            throws Failure {
        List<String> urls = new ArrayList<>();
        Optional<String> immutable = Optional.empty();
        URI here = URI
            .create(new String(url.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        String firstHost = here.getHost();
        while (true) {
            urls.add(here.toString());
            boolean same = firstHost != null && firstHost.equals(here.getHost());
            HttpResponse<InputStream> response = send(url, here, same ? headers : Map.of(), etag);
            Optional<String> link = response.headers()
                .firstValue("link")
                .or(() -> response.headers().firstValue("x-amz-meta-link"))
                .map(String::strip)
                .map(IMMUTABLE::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1));
            immutable = link.isPresent() ? link : immutable;
            int status = response.statusCode();
            Optional<String> location = response.headers().firstValue("location");
            if (status >= 301 && status <= 308 && status != 304 && location.isPresent()) {
                if (urls.size() > REDIRECTS) {
                    throw new Failure(false,
                            FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                                    "Number of redirects hit maximum amount", 47,
                                    "Maximum (10) redirects followed"));
                }
                discard(response);
                here = here.resolve(location.get());
                continue;
            }
            return finish(url, response, etag, urls, immutable);
        }
    }

    private Response finish(String url, HttpResponse<InputStream> response, Optional<String> known,
            List<String> urls,
            Optional<String> immutable) throws Failure {
        int status = response.statusCode();
        String etag = response.headers().firstValue("etag").map(String::strip).orElse("");
        // GitHub sends ETags but ignores them in questions: the same one again means the same content.
        boolean sameTag = status == 200 && known.isPresent() && !etag.isEmpty()
                && known.get().equals(etag);
        if (status == 304 || sameTag) {
            discard(response);
            return new Response(Path.of("/dev/null"), false,
                    etag.isEmpty() ? known.orElse("") : etag, urls,
                    immutable, true);
        }
        if (status < 200 || status > 299) {
            throw new Failure(isTransient(status), statusError(url, status, response));
        }
        try (InputStream in = decoded(response)) {
            Path body = Files.createTempFile("flakelab-download", "");
            Files.copy(in, body, StandardCopyOption.REPLACE_EXISTING);
            return new Response(body, true, etag, urls, immutable, false);
        } catch (IOException e) {
            throw new Failure(true, FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                    "Transferred a partial file", 18, Trees.reason(e)));
        }
    }

    private static InputStream decoded(HttpResponse<InputStream> response) throws IOException {
        String encoding = response.headers().firstValue("content-encoding").orElse("identity");
        return encoding.equals("br")
                ? new org.brotli.dec.BrotliInputStream(response.body())
                : encoding.equals("identity") || encoding.isEmpty()
                        ? response.body()
                        : Compression.open(response.body());
    }

    private static FetchException statusError(String url, int status,
            HttpResponse<InputStream> response) {
        FetchException error = FetchErrors.error("unable to download '%s': HTTP error %s", url,
                status);
        try (InputStream in = response.body()) {
            String body = new String(in.readNBytes(1 << 16), StandardCharsets.ISO_8859_1);
            if (!body.isEmpty() && (body.length() < 1024 || body.contains("<html>"))) {
                return FetchErrors.withBody(error, body);
            }
        } catch (IOException e) {
            error.addHint(Trees.reason(e));
        }
        return error;
    }

    private static boolean isTransient(int status) {
        boolean client = status >= 400 && status < 500 && status != 408 && status != 429;
        return !client && status != 501 && status != 505 && status != 511;
    }

    private static void discard(HttpResponse<InputStream> response) throws Failure {
        try (InputStream in = response.body()) {
            in.skip(0);
        } catch (IOException e) {
            throw new Failure(true, FetchErrors.error("unable to download '%s': %s", response.uri(), Trees.reason(e)));
        }
    }

    private HttpResponse<InputStream> send(String url, URI uri, Map<String, String> headers,
            Optional<String> etag)
            throws Failure {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
            .timeout(Duration.ofMinutes(5))
            .header("User-Agent", "flakelab");
        headers.forEach(request::header);
        etag.filter(tag -> !tag.isEmpty()).ifPresent(tag -> request.header("If-None-Match", tag));
        if (!headers.containsKey("Authorization")) {
            Optional.ofNullable(uri.getUserInfo())
                .or(() -> netrc.login(uri.getHost()))
                .ifPresent(login -> request.header("Authorization", "Basic "
                        + Base64.getEncoder()
                            .encodeToString(login.getBytes(StandardCharsets.UTF_8))));
        }
        try {
            return client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new Failure(true, connectError(url, uri, e));
        } catch (HttpConnectTimeoutException e) {
            throw new Failure(true, FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                    "Timeout was reached", 28, "Connection timed out"));
        } catch (IOException e) {
            throw new Failure(true, FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                    "Failure when receiving data from the peer", 56, Trees.reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(false, FetchErrors.error("download of '%s' was interrupted", url));
        }
    }

    private static FetchException connectError(String url, URI uri, ConnectException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                        "Could not resolve hostname", 6,
                        "Could not resolve host: " + uri.getHost());
            }
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        return FetchErrors.error("unable to download '%s': %s (%s) %s", url,
                "Could not connect to server", 7,
                "Failed to connect to " + uri.getHost() + ":" + port
                        + " after 0 ms: Could not connect to server");
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(15))
                .build();
        }
        return client;
    }
}
