package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How GitHub, GitLab and SourceHut name commits, give archives and take tokens (CppNix `src/libfetchers/github.cc`).
final class Forges {
    private static final Pattern REF_LINE = Pattern.compile("(?:ref: *)?([^\\s]+)(?:\\t+(.*))?");

    private final FetchSettings settings;
    private final Downloads downloads;
    private final Log log;

    Forges(FetchSettings settings, Downloads downloads, Log log) {
        this.settings = settings;
        this.downloads = downloads;
        this.log = log;
    }

    /// Where to get something, and what to say to get it.
    record Address(String url, Map<String, String> headers) {}

    /// The archive of a locked input's commit.
    Address archive(ForgeInput input) {
        Map<String, String> headers = headers(input);
        String rev = input.rev().orElseThrow().toBase16();
        String host = input.host();
        String project = input.owner() + "/" + input.repo();
        return new Address(switch (input.type()) {
            case "github" -> !host.equals("github.com")
                    ? "https://" + host + "/api/v3/repos/" + project + "/tarball/" + rev
                    // Without a token the public address is used: the API soon refuses the nameless.
                    : headers.isEmpty()
                            ? "https://" + host + "/" + project + "/archive/" + rev + ".tar.gz"
                            : "https://api." + host + "/repos/" + project + "/tarball/" + rev;
            case "gitlab" -> gitlab(input) + "/archive.tar.gz?sha=" + rev;
            default -> "https://" + host + "/" + project + "/archive/" + rev + ".tar.gz";
        }, headers);
    }

    /// The commit that the input's branch or tag is at now.
    String revision(ForgeInput input) {
        return switch (input.type()) {
            case "github" -> github(input);
            case "gitlab" -> gitlabRevision(input);
            default -> sourcehut(input);
        };
    }

    private static String gitlab(ForgeInput input) {
        return "https://" + input.host() + "/api/v4/projects/" + input.owner() + "%2F"
                + input.repo() + "/repository";
    }

    private String github(ForgeInput input) {
        String host = input.host();
        String url = (host.equals("github.com")
                ? "https://api." + host
                : "https://" + host + "/api/v3") + "/repos/"
                + input.owner() + "/" + input.repo() + "/commits/" + input.ref().orElseThrow();
        Object sha = Json.member(json(url, input), "sha")
            .orElseThrow(() -> FetchErrors
                .error("Unexpected response received from GitHub for '%s'", url));
        return commit(String.valueOf(sha));
    }

    private String gitlabRevision(ForgeInput input) {
        Object answer = json(gitlab(input) + "/commits?ref_name=" + input.ref().orElseThrow(),
                input);
        if (answer instanceof List<?> commits) {
            if (commits.isEmpty()) {
                throw FetchErrors
                    .error("No commits returned by GitLab API -- does the git ref really exist?");
            }
            Optional<Object> id = Json.member(commits.getFirst(), "id");
            if (id.isPresent()) {
                return commit(String.valueOf(id.get()));
            }
        }
        throw FetchErrors.error("Unexpected response received from GitLab: %s", Json.write(answer));
    }

    private String sourcehut(ForgeInput input) {
        String ref = input.ref().orElseThrow();
        String base = "https://" + input.host() + "/" + input.owner() + "/" + input.repo();
        Pattern wanted = Pattern.compile("refs/(heads|tags)/" + ref);
        if (ref.equals("HEAD")) {
            Matcher line = REF_LINE
                .matcher(text(base + "/HEAD", input).lines().findFirst().orElse(""));
            if (!line.matches()) {
                throw FetchErrors.badUrl("in '%s', couldn't resolve HEAD ref '%s'", input, ref);
            }
            wanted = Pattern.compile(line.group(1));
        }
        for (String line : text(base + "/info/refs", input).split("\n")) {
            Matcher parts = REF_LINE.matcher(line);
            if (parts.matches() && parts.group(2) != null
                    && wanted.matcher(parts.group(2)).matches()) {
                return commit(parts.group(1));
            }
        }
        throw FetchErrors.badUrl("in '%s', couldn't find ref '%s'", input, ref);
    }

    private static String commit(String hash) {
        return Hash.parseAny(hash, Optional.of(HashAlgorithm.SHA1)).toBase16();
    }

    private @Nullable Object json(String url, ForgeInput input) {
        try {
            return Json.parse(text(url, input));
        } catch (Json.SyntaxException e) {
            throw FetchErrors.error("%s", String.valueOf(e.getMessage()));
        }
    }

    private String text(String url, ForgeInput input) {
        return new String(downloads.read(downloads.toStore(url, "source", headers(input))),
                StandardCharsets.ISO_8859_1);
    }

    private Map<String, String> headers(ForgeInput input) {
        Map<String, String> headers = new LinkedHashMap<>();
        token(input).ifPresent(token -> {
            switch (input.type()) {
                case "github" -> headers.put("Authorization", "token " + token);
                case "gitlab" -> {
                    int colon = token.indexOf(':');
                    String kind = colon < 0 ? token : token.substring(0, colon);
                    String value = token.substring(colon + 1);
                    switch (kind) {
                        case "OAuth2" -> headers.put("Authorization", "Bearer " + value);
                        case "PAT" -> headers.put("Private-token", value);
                        default -> {
                            log.warn("Unrecognized GitLab token type " + kind);
                            headers.put(kind, value);
                        }
                    }
                }
                default -> headers.put("Authorization", "Bearer " + token);
            }
        });
        return headers;
    }

    /// The token of the longest prefix of `host/owner/repo` that ends at a slash, else of the host.
    private Optional<String> token(ForgeInput input) {
        String place = input.host() + "/" + input.owner() + "/" + input.repo();
        for (String prefix = place; !prefix.isEmpty(); prefix = prefix.substring(0,
                Math.max(0, prefix.lastIndexOf('/')))) {
            String token = settings.accessTokens().get(prefix);
            if (token != null) {
                return Optional.of(token);
            }
        }
        return Optional.empty();
    }
}
