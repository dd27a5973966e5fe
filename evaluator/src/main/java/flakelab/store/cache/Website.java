package flakelab.store.cache;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// A cache behind HTTP, read only. What fails for a reason that may pass is asked for again, as CppNix does
/// (`download-attempts` 5, waiting from 250 ms on).
final class Website implements Place {
    private static final int ATTEMPTS = 5;
    private static final int FIRST_WAIT_MILLIS = 250;
    private static final Duration CONNECT = Duration.ofSeconds(15);

    private final URI root;
    private final HttpClient client;

    Website(URI root) {
        this.root = URI.create(root.toString().replaceAll("/*$", "") + "/");
        this.client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .build();
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(name))
            .header("User-Agent", "flakelab")
            .GET()
            .build();
        HttpResponse<InputStream> response = send(request,
                HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return Optional.of(response.body());
        }
        response.body().close();
        return absent(request, response.statusCode());
    }

    @Override
    public boolean exists(String name) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(name))
            .header("User-Agent", "flakelab")
            .HEAD()
            .build();
        int status = send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        return status == 200 || absent(request, status).isPresent();
    }

    /// Some caches say 403 for what is not there.
    private static Optional<InputStream> absent(HttpRequest request, int status)
            throws IOException {
        if (status == 404 || status == 410 || status == 403) {
            return Optional.empty();
        }
        throw new IOException("unable to download '" + request.uri() + "': HTTP error " + status);
    }

    @Override
    public List<String> list() throws IOException {
        throw new IOException("a website cannot be listed");
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                HttpResponse<T> response = client.send(request, body);
                boolean mayPass = response.statusCode() >= 500 && response.statusCode() != 501
                        || response.statusCode() == 429 || response.statusCode() == 408;
                if (!mayPass || attempt == ATTEMPTS) {
                    return response;
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(
                            "unable to download '" + request.uri() + "': " + reason(e, request.uri()),
                            e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            pause((long) FIRST_WAIT_MILLIS << (attempt - 1));
        }
    }

    /// A failed connection in the words of curl, which CppNix passes on.
    private static String reason(IOException e, URI uri) {
        int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "Could not resolve hostname (6) Could not resolve host: " + uri.getHost();
            }
        }
        return e instanceof ConnectException
                ? "Could not connect to server (7) Failed to connect to " + uri.getHost() + " port "
                        + port + " after 0 ms: Could not connect to server"
                : String.valueOf(e.getMessage());
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public void put(String name, Path content) throws IOException {
        throw new IOException("cannot write to " + root);
    }
}
