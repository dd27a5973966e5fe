package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import flakelab.hash.HashException;
import flakelab.store.ContentAddressMethod;
import flakelab.store.References;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Something to fetch: what a flake reference is without its directory. Made from a URL or from attributes, and the
/// same thing either way; two inputs are equal if their attributes are.
///
/// CppNix: `fetchers::Input` and the schemes in `src/libfetchers`.
public sealed interface Input
        permits GitInput, ForgeInput, TarballInput, FileInput, PathInput, IndirectInput,
        UnknownInput {

    Attributes attributes();

    /// The same kind of input with other attributes, which are not checked again.
    Input with(Attributes attributes);

    /// The input as a URL.
    ///
    /// @throws FetchException for an input of unknown type
    Url url();

    /// Reads an input; `wantsTree` decides what a plain `https:` or `file:` URL without an archive's extension is: an
    /// archive, or a file.
    ///
    /// @throws FetchException.BadUrl if a part of the URL is malformed
    /// @throws FetchException if no kind of input has such URLs
    static Input ofUrl(Url url, boolean wantsTree) {
        Optional<? extends Input> input = switch (url.scheme()) {
            case "path" -> Optional.of(PathInput.ofUrl(url));
            case "flake" -> Optional.of(IndirectInput.ofUrl(url));
            case "github", "gitlab", "sourcehut" -> Optional.of(ForgeInput.ofUrl(url));
            default -> {
                if (url.scheme().equals("git") || url.application().equals(Optional.of("git"))) {
                    yield Optional.of(GitInput.ofUrl(url));
                }
                yield FileInput.understands(url, wantsTree)
                        ? Optional.of(FileInput.ofUrl(url))
                        : TarballInput.understands(url, wantsTree)
                                ? Optional.of(TarballInput.ofUrl(url))
                                : Optional.empty();
            }
        };
        return checked(input.orElseThrow(() -> FetchErrors.unsupported(url)));
    }

    static Input ofUrl(String url) {
        return ofUrl(Url.parse(url), true);
    }

    /// Reads an input from attributes, one of which is `type`; an unknown type gives an input that cannot be fetched
    /// or shown.
    ///
    /// @throws FetchException if an attribute is missing, of the wrong type or not supported
    static Input ofAttributes(Attributes attributes) {
        String type = attributes.text("type")
            .orElseThrow(() -> FetchErrors
                .error("'type' attribute to specify input scheme is required but not provided"));
        return checked(switch (type) {
            case "path" -> PathInput.ofAttributes(allowed(attributes, type, PathInput.ATTRIBUTES));
            case "indirect" ->
                IndirectInput.ofAttributes(allowed(attributes, type, IndirectInput.ATTRIBUTES));
            case "github", "gitlab", "sourcehut" ->
                ForgeInput.ofAttributes(allowed(attributes, type, ForgeInput.ATTRIBUTES));
            case "git" -> GitInput.ofAttributes(allowed(attributes, type, GitInput.ATTRIBUTES));
            case "tarball" -> new TarballInput(allowed(attributes, type, TarballInput.ATTRIBUTES));
            case "file" -> new FileInput(allowed(attributes, type, TarballInput.ATTRIBUTES));
            default -> new UnknownInput(attributes);
        });
    }

    private static Attributes allowed(Attributes attributes, String type, Set<String> names) {
        for (String name : attributes.values().keySet()) {
            if (!name.equals("type") && !name.equals("__final") && !names.contains(name)) {
                throw FetchErrors.unsupportedAttribute(name, type);
            }
        }
        return attributes;
    }

    private static Input checked(Input input) {
        input.type();
        input.ref();
        input.revCount();
        input.lastModified();
        return input;
    }

    default String type() {
        return attributes().needText("type");
    }

    default Optional<String> ref() {
        return attributes().text("ref");
    }

    /// The commit; a text that is no hash is an error.
    default Optional<Hash> rev() {
        return attributes().text("rev").map(text -> {
            try {
                return Hash.parseAnyPrefixed(text);
            } catch (HashException e) {
                return Hash.parseAny(text, Optional.of(HashAlgorithm.SHA1));
            }
        });
    }

    default Optional<Hash> narHash() {
        return attributes().text("narHash").map(text -> {
            Hash hash = text.isEmpty() ? Hash.zero(HashAlgorithm.SHA256) : Hash.parseSri(text);
            if (hash.algorithm() != HashAlgorithm.SHA256) {
                throw FetchErrors.error("narHash must use SHA-256");
            }
            return hash;
        });
    }

    default OptionalLong revCount() {
        return attributes().number("revCount");
    }

    /// Seconds since 1970.
    default OptionalLong lastModified() {
        return attributes().number("lastModified");
    }

    /// The name of the store object.
    default String name() {
        return attributes().text("name").orElse("source");
    }

    /// Whether it says by itself where to fetch from, without a registry.
    default boolean isDirect() {
        return true;
    }

    /// Whether its content can never change.
    default boolean isLocked(FetchSettings settings) {
        return narHash().isPresent();
    }

    /// The path of an input that is relative to the flake it stands in.
    default Optional<String> relativePath() {
        return Optional.empty();
    }

    /// Whether its attributes are complete: a fetcher may add none (entries of a lock file).
    default boolean isFinal() {
        return attributes().flag("__final");
    }

    default Input with(String name, Object value) {
        return with(attributes().with(name, value));
    }

    default Input without(String name) {
        return with(attributes().without(name));
    }

    /// The input at another branch or revision.
    default Input at(Optional<String> ref, Optional<Hash> rev) {
        if (ref.isPresent()) {
            throw FetchErrors.error("don't know how to set branch/tag name of input '%s' to '%s'",
                    this, ref.get());
        }
        if (rev.isPresent()) {
            throw FetchErrors.error("don't know how to set revision of input '%s' to '%s'", this,
                    rev.get().toBase16());
        }
        return this;
    }

    /// Whether the other is this one, perhaps at some branch or revision.
    default boolean contains(Input other) {
        return attributes().equals(other.attributes())
                || attributes().equals(other.attributes().without("ref").without("rev"));
    }

    /// Where a locked input is in a store.
    default StorePath storePath(StoreDir directory) {
        Hash hash = narHash().orElseThrow(
                () -> FetchErrors.error("cannot compute store path for unlocked input '%s'", this));
        return directory.makeFixedOutputPath(ContentAddressMethod.NAR, hash, name(),
                References.NONE);
    }
}
