package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A repository on a forge, fetched as an archive of one commit: `github:owner/repo/ref`, `gitlab:`, `sourcehut:`.
public record ForgeInput(Attributes attributes) implements Input {
    static final Set<String> ATTRIBUTES = Set.of("owner", "repo", "ref", "rev", "narHash",
            "lastModified", "host",
            "treeHash");
    private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9.-]*");

    static ForgeInput ofUrl(Url url) {
        List<String> path = url.segmentsWithoutEmpty();
        if (path.size() < 2) {
            throw FetchErrors.badUrl("URL '%s' is invalid", url);
        }
        Attributes attributes = Attributes.of("type", url.scheme())
            .with("owner", path.get(0))
            .with("repo",
                    path.get(1));
        if (path.size() == 3 && GitInput.isRevision(path.get(2))) {
            attributes = attributes.with("rev", path.get(2));
        } else if (path.size() > 2) {
            attributes = attributes.with("ref", String.join("/", path.subList(2, path.size())));
        }
        for (var parameter : url.query().entrySet()) {
            String name = parameter.getKey();
            switch (name) {
                case "rev", "ref" -> {
                    if (attributes.has(name)) {
                        throw FetchErrors.badUrl("URL '%s' contains multiple "
                                + (name.equals("rev") ? "commit hashes" : "branch/tag names"), url);
                    }
                    attributes = attributes.with(name, parameter.getValue());
                }
                case "host", "narHash" -> attributes = attributes.with(name, parameter.getValue());
                default -> {
                    // As CppNix, which ignores the others.
                }
            }
        }
        return ofAttributes(attributes);
    }

    static ForgeInput ofAttributes(Attributes attributes) {
        attributes.needText("owner");
        attributes.needText("repo");
        Optional<String> ref = attributes.text("ref");
        Optional<String> rev = attributes.text("rev");
        if (ref.isPresent() && rev.isPresent()) {
            throw FetchErrors.badUrl(
                    "input %s contains both a commit hash ('%s') and a branch/tag name ('%s')",
                    attributes.toJson(), rev.get(), ref.get());
        }
        rev.ifPresent(text -> Hash.parseAny(text, Optional.of(HashAlgorithm.SHA1)));
        if (ref.isPresent() && !GitInput.isLegalRef(ref.get())) {
            throw FetchErrors.badUrl("input %s contains an invalid branch/tag name",
                    attributes.toJson());
        }
        if (attributes.text("host").filter(host -> !HOST.matcher(host).matches()).isPresent()) {
            throw FetchErrors.badUrl("input %s contains an invalid instance host",
                    attributes.toJson());
        }
        return new ForgeInput(attributes);
    }

    public String owner() {
        return attributes.needText("owner");
    }

    public String repo() {
        return attributes.needText("repo");
    }

    /// Where the forge is, by default the public one of its kind.
    public String host() {
        return attributes.text("host").orElse(switch (type()) {
            case "github" -> "github.com";
            case "gitlab" -> "gitlab.com";
            default -> "git.sr.ht";
        });
    }

    @Override
    public Input with(Attributes other) {
        return new ForgeInput(other);
    }

    @Override
    public Url url() {
        List<String> path = new ArrayList<>(List.of(owner(), repo()));
        ref().ifPresent(path::add);
        rev().ifPresent(rev -> path.add(rev.toBase16()));
        Url url = Url.of(type(), Optional.empty(), path);
        if (narHash().isPresent()) {
            url = url.withParameter("narHash", narHash().get().toSri());
        }
        Optional<String> host = attributes.text("host");
        return host.isPresent() ? url.withParameter("host", host.get()) : url;
    }

    @Override
    public boolean isLocked(FetchSettings settings) {
        return rev().isPresent() && (settings.trustForges() || narHash().isPresent());
    }

    @Override
    public Input at(Optional<String> ref, Optional<Hash> rev) {
        if (ref.isPresent() && rev.isPresent()) {
            throw FetchErrors.badUrl(
                    "cannot apply both a commit hash (%s) and a branch/tag name ('%s') to input '%s'",
                    rev.get().toBase16(), ref.get(), this);
        }
        Attributes changed = attributes;
        if (rev.isPresent()) {
            changed = changed.with("rev", rev.get().toBase16()).without("ref");
        }
        if (ref.isPresent()) {
            changed = changed.with("ref", ref.get()).without("rev");
        }
        return new ForgeInput(changed);
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
