package flakelab.fetch;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An archive of some URL, unpacked: `https://example.org/x.tar.gz`, `tarball+file:///x`.
public record TarballInput(Attributes attributes) implements Input {
    /// Of files too.
    static final Set<String> ATTRIBUTES = Set.of("url", "narHash", "name", "unpack", "rev",
            "revCount",
            "lastModified");
    private static final Set<String> TRANSPORTS = Set.of("file", "http", "https");
    private static final List<String> EXTENSIONS = List.of(".zip", ".tar", ".tgz", ".tar.gz",
            ".tar.xz", ".tar.bz2",
            ".tar.zst");

    static boolean understands(Url url, boolean wantsTree) {
        return isTransport(url)
                && url.application()
                    .map("tarball"::equals)
                    .orElse(wantsTree || looksLikeArchive(url));
    }

    static boolean isTransport(Url url) {
        return TRANSPORTS.contains(url.transport());
    }

    static boolean looksLikeArchive(Url url) {
        return !url.path().isEmpty()
                && EXTENSIONS.stream().anyMatch(url.path().getLast()::endsWith);
    }

    static TarballInput ofUrl(Url url) {
        return new TarballInput(attributesOf(url, "tarball"));
    }

    /// Splits the query into what is for Nix, and what belongs to the address.
    static Attributes attributesOf(Url url, String type) {
        Attributes attributes = Attributes.of("type", type);
        Url address = url.withScheme(url.transport());
        for (String name : List.of("narHash", "rev")) {
            if (url.parameter(name).isPresent()) {
                attributes = attributes.with(name, url.parameter(name).get());
            }
        }
        for (String name : List.of("revCount", "lastModified")) {
            Optional<Long> number = url.parameter(name).flatMap(Numbers::parse);
            if (number.isPresent()) {
                attributes = attributes.with(name, number.get());
            }
        }
        for (String name : ATTRIBUTES) {
            address = address.withoutParameter(name);
        }
        return attributes.with("url", address.toString());
    }

    @Override
    public Input with(Attributes other) {
        return new TarballInput(other);
    }

    @Override
    public Url url() {
        return urlOf(this);
    }

    static Url urlOf(Input input) {
        Url url = Url.parse(input.attributes().needText("url"));
        return input.narHash().map(hash -> url.withParameter("narHash", hash.toSri())).orElse(url);
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
