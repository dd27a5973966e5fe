package flakelab.fetch;

import flakelab.fetch.TransferErrors.Failure;
import flakelab.fetch.Transfers.Request;
import flakelab.fetch.Transfers.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One download, over all its attempts: what was asked, and how much of the file is there.
final class Transfer {
    private static final int REDIRECTS = 10;
    private static final Set<Integer> SUCCESSES = Set.of(200, 201, 204, 206, 304);
    private static final Set<String> BOUND_TO_HOST = Set.of("authorization", "cookie");
    private static final Pattern IMMUTABLE = Pattern.compile("<([^>]*)>; rel=\"immutable\"",
            Pattern.CASE_INSENSITIVE);
    private static final byte[] NO_BYTES = {};

    private final Request request;
    private final Network network;
    private final HttpClient client;
    private final Netrc netrc;
    private final Path file;
    private List<String> urls = new ArrayList<>();
    private Optional<String> immutableUrl = Optional.empty();
    /// What was answered last; null before the first answer of an attempt.
    private volatile @Nullable ResponseInfo answer;

    Transfer(Request request, Network network, HttpClient client, Path file) {
        this.request = request;
        this.network = network;
        this.client = client;
        this.netrc = new Netrc(network.netrcFile());
        this.file = file;
    }

    /// How an attempt ended.
    sealed interface Result {
        record Done(Response response) implements Result {}

        record Failed(Failure failure) implements Result {}
    }

    /// How much of the file is there.
    long offset() {
        return request.streamed() ? size() : 0;
    }

    /// Whether the download can be tried again after a failure.
    boolean canGoOn() {
        ResponseInfo last = answer;
        return !request.streamed() || size() == 0
                || last != null && header(last, "accept-ranges").equalsIgnoreCase("bytes")
                        && isPlain(last);
    }

    /// What there is of a download that failed for good.
    ///
    /// @throws FetchException the error itself, unless the download is streamed
    Response broken(FetchException error) {
        if (!request.streamed()) {
            throw error;
        }
        return new Response(file, true, "", urls, immutableUrl, false, Optional.of(error));
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Trees.failed("reading a temporary file", e);
        }
    }

    private static String header(ResponseInfo answer, String name) {
        return answer.headers().firstValue(name).map(String::strip).orElse("");
    }

    private static boolean isPlain(ResponseInfo answer) {
        String encoding = header(answer, "content-encoding");
        return encoding.isEmpty() || encoding.equalsIgnoreCase("identity");
    }

    /// Asks once, following redirects.
    Result attempt() {
        urls = new ArrayList<>(List.of(request.url()));
        URI first;
        try {
            first = uri(request.url());
        } catch (IllegalArgumentException e) {
            return new Result.Failed(TransferErrors.badUrl(request.url()));
        }
        URI here = first;
        while (true) {
            answer = null;
            CompletableFuture<HttpResponse<byte[]>> future = client
                .sendAsync(question(here, first), this::receive);
            Optional<Failure> failure = await(future, here);
            if (failure.isPresent()) {
                return new Result.Failed(failure.get());
            }
            HttpResponse<byte[]> response = future.join();
            ResponseInfo head = java.util.Objects.requireNonNull(answer);
            noteImmutable(head);
            String location = header(head, "location");
            if (!isRedirect(head) || location.isEmpty()) {
                return finish(head, response.body());
            }
            if (urls.size() > REDIRECTS) {
                return new Result.Failed(
                        TransferErrors.tooManyRedirects(request.url(), head.statusCode()));
            }
            here = here.resolve(uri(location));
            urls.add(here.toString());
        }
    }

    private static boolean isRedirect(ResponseInfo answer) {
        return answer.statusCode() >= 300 && answer.statusCode() < 400
                && answer.statusCode() != 304;
    }

    /// The URL with what may not stand in one written in percents.
    private static URI uri(String text) {
        StringBuilder url = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
            url.append(allowed ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return URI.create(url.toString());
    }

    private HttpRequest question(URI here, URI first) {
        HttpRequest.Builder question = HttpRequest.newBuilder(here)
            .version(network.http2() && here.getScheme().equals("https")
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .header("User-Agent", network.agent());
        boolean same = first.getHost().equals(here.getHost()) && first.getPort() == here.getPort();
        request.headers().forEach((name, value) -> {
            if (same || !BOUND_TO_HOST.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                question.header(name, value);
            }
        });
        if (!request.etag().isEmpty()) {
            question.header("If-None-Match", request.etag());
        }
        if (offset() > 0) {
            question.header("Range", "bytes=" + offset() + "-");
        } else {
            question.header("Accept-Encoding", "deflate, gzip, br, zstd");
        }
        if (!request.headers().containsKey("Authorization")) {
            Optional.ofNullable(here.getUserInfo())
                .or(() -> netrc.login(here.getHost()))
                .ifPresent(login -> question.header("Authorization", "Basic " + Base64.getEncoder()
                    .encodeToString(login.getBytes(StandardCharsets.UTF_8))));
        }
        return question.build();
    }

    /// The file goes to disk as it comes; what a server says about a failure is kept.
    private BodySubscriber<byte[]> receive(ResponseInfo head) {
        answer = head;
        boolean isFile = SUCCESSES.contains(head.statusCode()) && !isCurrent(head);
        return isFile
                ? BodySubscribers.mapping(BodySubscribers.ofFile(file, StandardOpenOption.WRITE,
                        offset() > 0
                                ? StandardOpenOption.APPEND
                                : StandardOpenOption.TRUNCATE_EXISTING),
                        _ -> NO_BYTES)
                : isCurrent(head)
                        ? BodySubscribers.replacing(NO_BYTES)
                        : BodySubscribers.ofByteArray();
    }

    /// Whether the content that is known is still current. GitHub sends ETags but ignores them in questions: the same
    /// one again means the same content.
    private boolean isCurrent(ResponseInfo head) {
        return head.statusCode() == 304 || head.statusCode() == 200 && !request.etag().isEmpty()
                && header(head, "etag").equals(request.etag());
    }

    /// Waits for the end of the answer, as long as something comes in time.
    private Optional<Failure> await(CompletableFuture<HttpResponse<byte[]>> future, URI here) {
        long seen = -1;
        long since = System.nanoTime();
        while (true) {
            try {
                future.get(1, TimeUnit.SECONDS);
                return Optional.empty();
            } catch (TimeoutException e) {
                long size = size();
                if (size != seen) {
                    seen = size;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > TimeUnit.SECONDS
                    .toNanos(network.stalledTimeout())) {
                    future.cancel(true);
                    return Optional.of(stalled());
                }
            } catch (ExecutionException e) {
                return Optional.of(failure(here, e.getCause()));
            } catch (InterruptedException e) {
                future.cancel(true);
                Thread.currentThread().interrupt();
                return Optional.of(Failure.lasting(FetchErrors
                    .error("download of '%s' was interrupted", request.url())));
            }
        }
    }

    private Failure stalled() {
        ResponseInfo last = answer;
        return last == null
                ? TransferErrors.timedOut(request.url(),
                        "Operation too slow. Less than 1 bytes/sec transferred the last "
                                + network.stalledTimeout() + " seconds")
                : TransferErrors.broken(request.url(), last.statusCode(), "Timeout was reached");
    }

    private Failure failure(URI here, @Nullable Throwable cause) {
        ResponseInfo last = answer;
        if (last != null) {
            return TransferErrors.broken(request.url(), last.statusCode(),
                    "Transferred a partial file");
        }
        return TransferErrors.silent(request.url(), here, network.proxies().proxyFor(here),
                cause instanceof IOException broken ? broken : new IOException(cause));
    }

    private void noteImmutable(ResponseInfo head) {
        Optional<String> link = head.headers()
            .firstValue("link")
            .or(() -> head.headers().firstValue("x-amz-meta-link"))
            .map(String::strip)
            .map(IMMUTABLE::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(1));
        immutableUrl = link.or(() -> immutableUrl);
    }

    private Result finish(ResponseInfo head, byte[] said) {
        String etag = header(head, "etag");
        if (isCurrent(head)) {
            return new Result.Done(new Response(file, true, etag.isEmpty() ? request.etag() : etag,
                    urls, immutableUrl, true, Optional.empty()));
        }
        if (!SUCCESSES.contains(head.statusCode())) {
            return new Result.Failed(TransferErrors.status(request.url(), head.statusCode(),
                    new String(said, StandardCharsets.ISO_8859_1)));
        }
        try {
            decode(head);
        } catch (IOException e) {
            return new Result.Failed(Failure.lasting(TransferErrors
                .broken(request.url(), head.statusCode(),
                        "Unrecognized or bad HTTP Content or Transfer-Encoding")
                .error()));
        }
        return new Result.Done(new Response(file, true, etag, urls, immutableUrl, false,
                Optional.empty()));
    }

    /// Undoes what the server did to the file for the way only.
    private void decode(ResponseInfo head) throws IOException {
        if (isPlain(head)) {
            return;
        }
        Path decoded = Transfers.temporary();
        try {
            try (InputStream in = Compression.ofHttp(header(head, "content-encoding"),
                    Files.newInputStream(file)); OutputStream out = Files.newOutputStream(decoded)) {
                in.transferTo(out);
            }
            Files.move(decoded, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(decoded);
        }
    }
}
