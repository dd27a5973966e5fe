package flakelab.fetch;

import java.util.Optional;
import java.util.Set;

/// A directory of this machine, copied as it is: `path:/some/where`; or one relative to the flake that mentions it.
public record PathInput(Attributes attributes) implements Input {
    static final Set<String> ATTRIBUTES = Set.of("path", "rev", "revCount", "lastModified",
            "narHash");

    static PathInput ofUrl(Url url) {
        url.authority().filter(place -> !place.host().isEmpty()).ifPresent(place -> {
            throw FetchErrors.error("path URL '%s' should not have an authority ('%s')", url,
                    place);
        });
        Attributes attributes = Attributes.of("type", "path").with("path", url.filePath());
        for (var parameter : url.query().entrySet()) {
            String name = parameter.getKey();
            attributes = switch (name) {
                case "rev", "narHash" -> attributes.with(name, parameter.getValue());
                case "revCount",
                        "lastModified" ->
                    attributes.with(name, Numbers.parse(parameter.getValue())
                        .orElseThrow(() -> FetchErrors
                            .error("path URL '%s' has invalid parameter '%s'", url, name)));
                default -> throw FetchErrors.error("path URL '%s' has unsupported parameter '%s'",
                        url, name);
            };
        }
        return new PathInput(attributes);
    }

    static PathInput ofAttributes(Attributes attributes) {
        attributes.needText("path");
        return new PathInput(attributes);
    }

    public String path() {
        return attributes.needText("path");
    }

    @Override
    public Input with(Attributes other) {
        return new PathInput(other);
    }

    @Override
    public Url url() {
        return Url.of("path", Optional.empty(), java.util.List.of(path().split("/", -1)))
            .withQuery(attributes.without("path").without("type").without("__final").toQuery());
    }

    @Override
    public Optional<String> relativePath() {
        return path().startsWith("/") ? Optional.empty() : Optional.of(path());
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
