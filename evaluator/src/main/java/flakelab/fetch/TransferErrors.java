package flakelab.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/// Failed transfers in the words of CppNix, whose library is curl: its texts, and its numbers in parentheses
/// (`src/libstore/filetransfer.cc`, `curl_easy_strerror`).
final class TransferErrors {
    private TransferErrors() {}

    /// A failure, and whether another try may help.
    ///
    /// @param usualPause the milliseconds to wait before the second attempt, doubled before each further one
    record Failure(FetchException error, boolean mayPass, long usualPause) {
        static final long PAUSE = 250;

        static Failure lasting(FetchException error) {
            return new Failure(error, false, PAUSE);
        }

        static Failure passing(FetchException error) {
            return new Failure(error, true, PAUSE);
        }
    }

    private static final long TOO_MANY_REQUESTS_PAUSE = 60_000;

    /// The server answered, but not with the file.
    static Failure status(String url, int status, String body) {
        FetchException error = FetchErrors.error("unable to download '%s': HTTP error %s", url,
                status);
        if (!body.isEmpty() && (body.length() < 1024 || body.contains("<html>"))) {
            error = FetchErrors.withBody(error, body);
        }
        boolean hopeless = status >= 400 && status < 500 && status != 408 && status != 429
                || status == 501 || status == 505 || status == 511;
        return new Failure(error, !hopeless,
                status == 429 ? TOO_MANY_REQUESTS_PAUSE : Failure.PAUSE);
    }

    /// The transfer broke after the answer had begun.
    static Failure broken(String url, int status, String reason) {
        return Failure.passing(FetchErrors.error(
                "unable to download '%s': HTTP error %s (curl error: " + reason + ")", url,
                status));
    }

    static Failure tooManyRedirects(String url, int status) {
        return Failure.lasting(FetchErrors.error(
                "unable to download '%s': HTTP error %s (curl error: %s)", url, status,
                "Number of redirects hit maximum amount"));
    }

    static Failure badUrl(String url) {
        return Failure.lasting(curl(url, "URL using bad/illegal format or missing URL", 3, ""));
    }

    static Failure unsupportedProtocol(String url, String scheme) {
        return Failure.lasting(curl(url, "Unsupported protocol", 1,
                "Protocol \"" + scheme + "\" not supported"));
    }

    static FetchException unreadableFile(String url, String path) {
        return curl(url, "Could not read a file:// file", 37, "Could not open file " + path);
    }

    /// The server said nothing for too long, before its answer.
    static Failure timedOut(String url, String what) {
        return Failure.passing(curl(url, "Timeout was reached", 28, what));
    }

    /// No answer came.
    static Failure silent(String url, URI uri, Proxy proxy, IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return Failure.passing(curl(url, "Could not resolve hostname", 6,
                        "Could not resolve host: " + uri.getHost()));
            }
        }
        return switch (e) {
            case HttpConnectTimeoutException _ -> timedOut(url, "Connection timed out");
            case ConnectException _ -> Failure.passing(curl(url, "Could not connect to server", 7,
                    "Failed to connect to " + uri.getHost() + ":" + port(uri) + over(proxy)
                            + " after 0 ms: Could not connect to server"));
            case SSLException _ -> Failure.passing(curl(url,
                    "SSL peer certificate or SSH remote key was not OK", 60,
                    distrust(uri, String.valueOf(e.getMessage()))));
            default -> Failure.passing(curl(url, "Server returned nothing (no headers, no data)",
                    52, "Empty reply from server"));
        };
    }

    private static String over(Proxy proxy) {
        return proxy.address() instanceof InetSocketAddress address
                ? " over proxy " + address.getHostString()
                : "";
    }

    private static String distrust(URI uri, String reason) {
        return reason.contains("No subject alternative") || reason.contains("No name matching")
                ? "SSL: no alternative certificate subject name matches target hostname '"
                        + uri.getHost() + "'"
                : reason.contains("PKIX") || reason.contains("certificate")
                        ? "SSL certificate problem: unable to get local issuer certificate"
                        : reason;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static FetchException curl(String url, String meaning, int number, String detail) {
        return FetchErrors.error("unable to download '%s': %s (%s) %s", url, meaning, number,
                detail);
    }
}
