package flakelab.fetch;

import flakelab.hash.Hash;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Repository;

/// A Git repository: a working tree of this machine (`git+file:///dir`, as it is, tracked files only) or any commit.
public record GitInput(Attributes attributes) implements Input {
    static final Set<String> ATTRIBUTES = Set.of("url", "ref", "rev", "shallow", "submodules",
            "lfs", "exportIgnore",
            "lastModified", "revCount", "narHash", "allRefs", "name", "dirtyRev", "dirtyShortRev",
            "verifyCommit",
            "keytype", "publicKey", "publicKeys");
    /// A commit that is none: what a repository without commits is at.
    static final String NO_REVISION = "0".repeat(40);
    private static final Pattern REVISION = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern SCP = Pattern.compile("([^/]*)@(.*):(.*)");

    static boolean isRevision(String text) {
        return REVISION.matcher(text).matches();
    }

    /// Whether Git would take the name for a branch, a tag or any reference.
    public static boolean isLegalRef(String name) {
        return !name.equals("@") && name.indexOf('\u007f') < 0 && !name.contains(".lock/")
                && (name.matches("[A-Z][A-Z_]*") || Repository.isValidRefName(name)
                        || !name.startsWith("-") && Repository.isValidRefName("refs/heads/" + name)
                        || Repository.isValidRefName("refs/tags/" + name) && !name.startsWith("-"));
    }

    static GitInput ofUrl(Url url) {
        Attributes attributes = Attributes.of("type", "git");
        Url address = url.withQuery(java.util.Map.of());
        for (var parameter : url.query().entrySet()) {
            String name = parameter.getKey();
            switch (name) {
                case "rev", "ref", "keytype", "publicKey", "publicKeys" ->
                    attributes = attributes.with(name, parameter.getValue());
                case "shallow", "submodules", "lfs", "exportIgnore", "allRefs", "verifyCommit" ->
                    attributes = attributes.with(name, parameter.getValue().equals("1"));
                default -> address = address.withParameter(name, parameter.getValue());
            }
        }
        return ofAttributes(attributes.with("url", address.toString()));
    }

    static GitInput ofAttributes(Attributes attributes) {
        attributes.flag("verifyCommit");
        attributes.text("ref").filter(ref -> !isLegalRef(ref)).ifPresent(ref -> {
            throw FetchErrors.badUrl("invalid Git branch/tag name '%s'", ref);
        });
        GitInput input = new GitInput(
                attributes.with("url", fixUrl(attributes.needText("url")).toString()));
        input.shallow();
        input.submodules();
        input.allRefs();
        return input;
    }

    /// What people and Git write for URLs, as a URL: `user@host:path` is SSH, a plain path is a file.
    ///
    /// @throws FetchException.BadUrl for `host:path`
    public static Url fixUrl(String text) {
        String url = text;
        Matcher scp = SCP.matcher(url);
        if (!url.startsWith("/") && scp.matches()) {
            url = "ssh://" + scp.group(1) + "@" + scp.group(2) + "/" + scp.group(3);
        }
        if (!url.startsWith("file:") && !url.startsWith("git+file:") && !url.contains("://")) {
            List<String> path = List.of(url.split("/", -1));
            if (path.getFirst().indexOf(':') >= 0) {
                throw FetchErrors.badUrl(
                        "SCP-like URL '%s' is not supported; use SSH URL syntax instead (ssh://...)",
                        url);
            }
            return Url.of("file",
                    url.startsWith("/") ? Optional.of(Url.Authority.EMPTY) : Optional.empty(),
                    path);
        }
        Url parsed = Url.parse(url);
        return parsed.application().equals(Optional.of("git"))
                ? parsed.withScheme(parsed.transport())
                : parsed;
    }

    /// The repository's own URL.
    public Url repository() {
        return Url.parse(attributes.needText("url"));
    }

    public boolean shallow() {
        return attributes.flag("shallow");
    }

    public boolean submodules() {
        return attributes.flag("submodules");
    }

    public boolean lfs() {
        return attributes.flag("lfs");
    }

    public boolean exportIgnore() {
        return attributes.flag("exportIgnore");
    }

    public boolean allRefs() {
        return attributes.flag("allRefs");
    }

    @Override
    public GitInput with(Attributes other) {
        return new GitInput(other);
    }

    @Override
    public GitInput with(String name, Object value) {
        return with(attributes.with(name, value));
    }

    @Override
    public Url url() {
        Url url = repository();
        if (!url.scheme().equals("git")) {
            url = url.withScheme("git+" + url.scheme());
        }
        if (rev().isPresent()) {
            url = url.withParameter("rev", rev().get().toBase16());
        }
        if (ref().isPresent()) {
            url = url.withParameter("ref", ref().get());
        }
        for (String flag : List.of("shallow", "lfs", "submodules", "exportIgnore",
                "verifyCommit")) {
            if (attributes.flag(flag)) {
                url = url.withParameter(flag, "1");
            }
        }
        for (String key : List.of("keytype", "publicKey", "publicKeys")) {
            if (attributes.text(key).isPresent()) {
                url = url.withParameter(key, attributes.needText(key));
            }
        }
        return url;
    }

    @Override
    public boolean isLocked(FetchSettings settings) {
        return rev().isPresent() && !rev().get().toBase16().equals(NO_REVISION);
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
        GitInput result = new GitInput(changed);
        if (result.ref().isEmpty() && result.rev().isPresent()) {
            throw FetchErrors.error("Git input '%s' has a commit hash but no branch/tag name",
                    result);
        }
        return result;
    }

    /// How the repository's state is named in caches: the commit and what is done with it.
    String fingerprint(String revision) {
        return revision + (submodules() ? ";s" : "") + (exportIgnore() ? ";e" : "")
                + (lfs() ? ";l" : "");
    }

    @Override
    public String toString() {
        return url().toString();
    }
}
