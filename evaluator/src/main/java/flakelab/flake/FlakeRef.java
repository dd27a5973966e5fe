package flakelab.flake;

import flakelab.fetch.Attributes;
import flakelab.fetch.FetchException;
import flakelab.fetch.Input;
import flakelab.fetch.Log;
import flakelab.fetch.Url;
import java.util.Optional;

/// A flake: where to fetch it, and in which directory of that its `flake.nix` is (empty for the root).
public record FlakeRef(Input input, String subdir) {
    /// From the attributes of a lock file or of `flake.nix`, `dir` among them.
    ///
    /// @throws FetchException if they describe no input
    public static FlakeRef ofAttributes(Attributes attributes) {
        return new FlakeRef(Input.ofAttributes(attributes.without("dir")),
                attributes.text("dir").orElse(""));
    }

    /// The name of a flake in a registry.
    public static FlakeRef indirect(String id) {
        return ofAttributes(Attributes.of("type", "indirect").with("id", id));
    }

    public Attributes attributes() {
        return subdir.isEmpty() || input.attributes().has("dir")
                ? input.attributes()
                : input.attributes().with("dir", subdir);
    }

    public FlakeRef with(Input other) {
        return new FlakeRef(other, subdir);
    }

    /// For comparing what lock files say was asked for: very old ones keep `?dir=` in the URL too.
    FlakeRef canonical() {
        Optional<String> address = input.attributes().text("url");
        if (address.isEmpty()) {
            return this;
        }
        try {
            Url url = Url.parseLenient(address.get(), Log.SILENT);
            if (!subdir.isEmpty() && url.parameter("dir").equals(Optional.of(subdir))) {
                url = url.withoutParameter("dir");
            }
            return with(input.with("url", url.toString()));
        } catch (FetchException.BadUrl e) {
            return this;
        }
    }

    /// The URL form, as commands show it.
    @Override
    public String toString() {
        Url url = input.url();
        return (subdir.isEmpty() || url.parameter("dir").isPresent()
                ? url
                : url.withParameter("dir", subdir))
            .toString();
    }
}
