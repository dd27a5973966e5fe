package flakelab.fetch;

/// A single file of some URL: `file+https://example.org/x`.
public record FileInput(Attributes attributes) implements Input {
    static boolean understands(Url url, boolean wantsTree) {
        return TarballInput.isTransport(url) && url.application()
            .map("file"::equals)
            .orElse(!wantsTree && !TarballInput.looksLikeArchive(url));
    }

    static FileInput ofUrl(Url url) {
        return new FileInput(TarballInput.attributesOf(url, "file"));
    }

    @Override
    public Input with(Attributes other) {
        return new FileInput(other);
    }

    @Override
    public Url url() {
        return TarballInput.urlOf(this);
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
