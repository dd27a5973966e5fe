package flakelab.fetch;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The name of a flake that a registry resolves: `nixpkgs`, `flake:nixpkgs/nixos-unstable`.
public record IndirectInput(Attributes attributes) implements Input {
    /// A flake's name in a registry, and an input's in a flake.
    public static final Pattern ID = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]*");

    static final Set<String> ATTRIBUTES = Set.of("id", "ref", "rev", "narHash");

    static IndirectInput ofUrl(Url url) {
        List<String> path = url.segmentsWithoutEmpty();
        Attributes attributes = Attributes.of("type", "indirect");
        switch (path.size()) {
            case 1 -> {
            }
            case 2 -> {
                if (GitInput.isRevision(path.get(1))) {
                    attributes = attributes.with("rev", revision(path.get(1)));
                } else if (GitInput.isLegalRef(path.get(1))) {
                    attributes = attributes.with("ref", path.get(1));
                } else {
                    throw FetchErrors.badUrl(
                            "in flake URL '%s', '%s' is not a commit hash or branch/tag name", url,
                            path.get(1));
                }
            }
            case 3 -> {
                if (!GitInput.isLegalRef(path.get(1))) {
                    throw FetchErrors.badUrl("in flake URL '%s', '%s' is not a branch/tag name",
                            url, path.get(1));
                }
                if (!GitInput.isRevision(path.get(2))) {
                    throw FetchErrors.badUrl("in flake URL '%s', '%s' is not a commit hash", url,
                            path.get(2));
                }
                attributes = attributes.with("ref", path.get(1)).with("rev", revision(path.get(2)));
            }
            default -> throw FetchErrors.badUrl("GitHub URL '%s' is invalid", url);
        }
        return ofAttributes(attributes.with("id", path.getFirst()));
    }

    private static String revision(String text) {
        return Hash.parseAny(text, Optional.of(HashAlgorithm.SHA1)).toBase16();
    }

    static IndirectInput ofAttributes(Attributes attributes) {
        String id = attributes.needText("id");
        if (!ID.matcher(id).matches()) {
            throw FetchErrors.badFlakeId(id);
        }
        return new IndirectInput(attributes);
    }

    public String id() {
        return attributes.needText("id");
    }

    @Override
    public Input with(Attributes other) {
        return new IndirectInput(other);
    }

    @Override
    public Url url() {
        List<String> path = new ArrayList<>(List.of(id()));
        ref().ifPresent(path::add);
        rev().ifPresent(rev -> path.add(rev.toBase16()));
        return Url.of("flake", Optional.empty(), path);
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    @Override
    public boolean isLocked(FetchSettings settings) {
        return false;
    }

    @Override
    public Input at(Optional<String> ref, Optional<Hash> rev) {
        Attributes changed = attributes;
        if (rev.isPresent()) {
            changed = changed.with("rev", rev.get().toBase16());
        }
        if (ref.isPresent()) {
            changed = changed.with("ref", ref.get());
        }
        return new IndirectInput(changed);
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
