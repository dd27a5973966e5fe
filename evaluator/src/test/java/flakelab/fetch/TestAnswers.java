package flakelab.fetch;

import static flakelab.fetch.TestServer.answer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What [TestServer] says: forges by their host names, and on other hosts files by paths that name their behaviour.
///
/// Forges know the project `owner/project` (SourceHut: `~owner/project`) with one branch.
final class TestAnswers implements HttpHandler {
    /// The commit of the branches `HEAD`, `main` and `feature/x`.
    static final String COMMIT = "1234567890123456789012345678901234567890";
    /// The same branch after somebody pushed with force: see `/push`.
    static final String PUSHED = "9876543210987654321098765432109876543210";
    private static final String FIRST = "first";

    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private volatile String commit = COMMIT;
    private volatile String text = FIRST;

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String path = exchange.getRequestURI().getRawPath();
        switch (host) {
            case "api.github.com" -> api(exchange, path);
            case "github.com" -> moved(exchange, path.matches("/owner/project/archive/.*"),
                    "https://codeload.github.com/owner/project/tar.gz/"
                            + path.replaceAll(".*/|\\.tar\\.gz", ""));
            case "codeload.github.com" -> archive(exchange, last(path));
            case "gitlab.com" -> gitlab(exchange, path);
            case "git.sr.ht" -> sourcehut(exchange, path);
            case "forge.example.org" -> enterprise(exchange, path);
            default -> file(exchange, path);
        }
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private boolean isBranch(String name) {
        return name.equals("HEAD") || name.equals("main") || name.equals("feature/x");
    }

    private void moved(HttpExchange exchange, boolean known, String where) throws IOException {
        if (known) {
            exchange.getResponseHeaders().set("Location", where);
        }
        answer(exchange, known ? 302 : 404, "");
    }

    /// The archive of a commit. Forges give none for those they do not know.
    private void archive(HttpExchange exchange, String revision) throws IOException {
        String content = revision.equals(COMMIT) ? FIRST : revision.equals(PUSHED) ? "pushed" : "";
        if (content.isEmpty()) {
            answer(exchange, 404, "404: Not Found");
            return;
        }
        if (text.equals("tampered")) {
            content = text;
        }
        exchange.getResponseHeaders().set("ETag", '"' + revision + content + '"');
        exchange.getResponseHeaders().set("Content-Type", "application/x-gzip");
        answer(exchange, 200, TestArchives.of("tar.gz", "project-" + revision,
                TestArchives.project(content)));
    }

    private void api(HttpExchange exchange, String path) throws IOException {
        String commits = "/repos/owner/project/commits/";
        String tarball = "/repos/owner/project/tarball/";
        if (path.startsWith(tarball)) {
            moved(exchange, true, "https://codeload.github.com/owner/project/legacy.tar.gz/"
                    + path.substring(tarball.length()));
        } else if (path.startsWith(commits) && isBranch(path.substring(commits.length()))) {
            answer(exchange, 200, "{\"sha\":\"" + commit + "\",\"commit\":{\"tree\":{\"sha\":\""
                    + "0".repeat(40) + "\"}}}");
        } else if (path.startsWith(commits)) {
            answer(exchange, 422, "{\"message\":\"No commit found for SHA: "
                    + path.substring(commits.length()) + "\"}");
        } else {
            answer(exchange, 404, "{\"message\":\"Not Found\"}");
        }
    }

    private void enterprise(HttpExchange exchange, String path) throws IOException {
        String base = "/api/v3/repos/owner/project/";
        if (path.startsWith(base + "tarball/")) {
            archive(exchange, last(path));
        } else if (path.startsWith(base + "commits/")) {
            answer(exchange, 200, "{\"sha\":\"" + commit + "\",\"commit\":{\"tree\":{\"sha\":\""
                    + "0".repeat(40) + "\"}}}");
        } else {
            answer(exchange, 404, "");
        }
    }

    private void gitlab(HttpExchange exchange, String path) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        String base = "/api/v4/projects/owner%2Fproject/repository/";
        if (path.equals(base + "archive.tar.gz")) {
            archive(exchange, query.replace("sha=", ""));
        } else if (path.equals(base + "commits")) {
            answer(exchange, 200, isBranch(query.replace("ref_name=", ""))
                    ? "[{\"id\":\"" + commit + "\"}]"
                    : "[]");
        } else {
            answer(exchange, 404, "{\"message\":\"404 Project Not Found\"}");
        }
    }

    private void sourcehut(HttpExchange exchange, String path) throws IOException {
        String base = "/~owner/project/";
        if (path.equals(base + "HEAD")) {
            answer(exchange, 200, "ref: refs/heads/main\n");
        } else if (path.equals(base + "info/refs")) {
            answer(exchange, 200, commit + "\trefs/heads/feature/x\n" + commit
                    + "\trefs/heads/main\n" + commit + "\trefs/tags/v1\n");
        } else if (path.startsWith(base + "archive/")) {
            archive(exchange, last(path).replace(".tar.gz", ""));
        } else {
            answer(exchange, 404, "");
        }
    }

    private int count(String what) {
        return counts.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        String[] names = path.substring(1).split("/");
        String name = last(path);
        switch (names[0]) {
            case "push" -> {
                commit = PUSHED;
                answer(exchange, 200, "");
            }
            case "tamper" -> {
                text = "tampered";
                answer(exchange, 200, "");
            }
            case "restore" -> {
                commit = COMMIT;
                text = FIRST;
                counts.clear();
                answer(exchange, 200, "");
            }
            case "plain" -> tagged(exchange, content(name));
            case "untagged" -> answer(exchange, 200, content(name));
            case "locked" -> {
                exchange.getResponseHeaders()
                    .set("Link",
                            "<http://" + exchange.getRequestHeaders().getFirst("Host") + "/plain/"
                                    + name + "?rev=" + COMMIT + "&revCount=7&lastModified=1500000000"
                                    + ">; rel=\"immutable\"");
                answer(exchange, 200, content(name));
            }
            case "redirect" -> {
                int left = Integer.parseInt(names[1]);
                exchange.getResponseHeaders()
                    .set("Location", left > 1
                            ? "/redirect/" + (left - 1) + "/" + name
                            : "/plain/" + name);
                answer(exchange, 302, "");
            }
            case "status" -> answer(exchange, Integer.parseInt(names[1]),
                    names.length > 2 ? "it says " + name : "");
            case "flaky" -> answer(exchange, count(path) <= Integer.parseInt(names[1]) ? 503 : 200,
                    count(path + " body") <= Integer.parseInt(names[1])
                            ? new byte[0]
                            : content(name));
            case "truncated" -> truncated(exchange, content(name), false);
            case "resumed" -> truncated(exchange, content(name), true);
            case "stalled" -> stalled(exchange, content(name));
            case "private" -> guarded(exchange, content(name));
            case "headers" -> {
                Map<String, String> sorted = new TreeMap<>();
                exchange.getRequestHeaders()
                    .forEach((key, values) -> sorted.put(key, String.join(",", values)));
                answer(exchange, 200, sorted + "\n");
            }
            default -> answer(exchange, 404, "");
        }
    }

    /// `x.tar.gz` and so on are archives of the project; everything else is a text.
    private byte[] content(String name) throws IOException {
        int dot = name.indexOf('.');
        String kind = dot < 0 ? "" : name.substring(dot + 1);
        return switch (kind) {
            case "tar", "tar.gz", "tar.xz", "tar.bz2", "tar.zst", "zip" -> {
                Map<String, String> files = TestArchives.project(text);
                if (name.startsWith("big")) {
                    files.put("noise", TestArchives.noise(1 << 20));
                }
                yield TestArchives.of(kind, "project", files);
            }
            default -> ("This is " + name + ".\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    private void tagged(HttpExchange exchange, byte[] content) throws IOException {
        String tag = "\"" + Arrays.hashCode(content) + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            answer(exchange, 200, content);
        }
    }

    /// Hangs up half way; where `resumable`, the rest can be asked for.
    private void truncated(HttpExchange exchange, byte[] content, boolean resumable)
            throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (resumable && range != null) {
            int from = Integer.parseInt(range.replaceAll("bytes=|-", ""));
            exchange.getResponseHeaders()
                .set("Content-Range",
                        "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
            return;
        }
        if (resumable) {
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        }
        exchange.sendResponseHeaders(200, content.length);
        OutputStream out = exchange.getResponseBody();
        out.write(content, 0, content.length / 2);
        out.flush();
        exchange.close();
    }

    private void stalled(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        OutputStream out = exchange.getResponseBody();
        out.write(content, 0, content.length / 2);
        out.flush();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private void guarded(HttpExchange exchange, byte[] content) throws IOException {
        String wanted = "Basic " + Base64.getEncoder()
            .encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));
        if (wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 200, content);
        } else {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
            answer(exchange, 401, "who are you?");
        }
    }
}
