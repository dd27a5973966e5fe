package flakelab.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server for plain HTTP, one for HTTPS, and a proxy that takes every host's port 443 to the latter: a client told
/// of the proxy and of the certificate (`server.pem`) believes it talks to `github.com`.
///
/// As a program (`main`) it prints the two addresses and serves until its standard input ends, so that the real Nix can
/// be run against the same answers.
public final class TestServer implements AutoCloseable {
    private final HttpServer plain;
    private final HttpsServer secure;
    private final ServerSocket proxy;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private TestServer(HttpHandler answers, int port) throws IOException, GeneralSecurityException {
        InetAddress here = InetAddress.getLoopbackAddress();
        plain = HttpServer.create(new InetSocketAddress(here, port), 0);
        secure = HttpsServer.create(new InetSocketAddress(here, 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls()));
        proxy = new ServerSocket(port == 0 ? 0 : port + 1, 50, here);
        HttpHandler noted = exchange -> {
            requests.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            answers.handle(exchange);
        };
        for (HttpServer server : List.of(plain, secure)) {
            server.createContext("/", noted);
            server.setExecutor(threads);
            server.start();
        }
        threads.execute(this::tunnel);
    }

    /// @param port of plain HTTP, the next one is the proxy's; 0: any
    static TestServer start(HttpHandler answers, int port) {
        try {
            return new TestServer(answers, port);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `http://localhost:PORT`.
    String address() {
        return "http://localhost:" + plain.getAddress().getPort();
    }

    /// For `https_proxy`.
    String proxyAddress() {
        return "http://localhost:" + proxy.getLocalPort();
    }

    /// What was asked so far: `GET localhost:1234/path`.
    List<String> requests() {
        return requests;
    }

    /// Writes an answer.
    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
        exchange.close();
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static SSLContext tls() throws IOException, GeneralSecurityException {
        String pem;
        try (InputStream in = TestServer.class.getResourceAsStream("server.pem")) {
            pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        PrivateKey key = KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(part(pem, "PRIVATE KEY")));
        Certificate certificate = CertificateFactory.getInstance("X.509")
            .generateCertificate(new java.io.ByteArrayInputStream(part(pem, "CERTIFICATE")));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0], new Certificate[]{certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static byte[] part(String pem, String name) {
        String begin = "-----BEGIN " + name + "-----";
        int start = pem.indexOf(begin) + begin.length();
        return Base64.getMimeDecoder()
            .decode(pem.substring(start, pem.indexOf("-----END " + name, start)));
    }

    private void tunnel() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                threads.execute(() -> tunnel(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void tunnel(Socket client) {
        try (client;
                Socket server = new Socket(proxy.getInetAddress(),
                        secure.getAddress().getPort())) {
            String head = "";
            while (!head.endsWith("\r\n\r\n")) {
                int b = client.getInputStream().read();
                if (b < 0) {
                    return;
                }
                head += (char) b;
            }
            client.getOutputStream()
                .write("HTTP/1.1 200 Connection established\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            var upwards = threads.submit(() -> copy(client, server));
            copy(server, client);
            upwards.cancel(true);
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them hung up.
        }
    }

    @Override
    public void close() {
        plain.stop(0);
        secure.stop(0);
        try {
            proxy.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.shutdownNow();
    }

    /// `TestServer PORT`.
    public static void main(String[] arguments) throws IOException {
        try (TestServer server = start(new TestAnswers(), Integer.parseInt(arguments[0]))) {
            System.out.println(server.address() + " " + server.proxyAddress());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
