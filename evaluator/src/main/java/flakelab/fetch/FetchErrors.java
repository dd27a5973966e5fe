package flakelab.fetch;

import static flakelab.text.Emphasis.format;

import flakelab.fetch.FetchException.BadUrl;
import flakelab.fetch.FetchException.Restricted;

/// The words of this room's errors (CppNix `src/libfetchers/*.cc`, `src/libutil/url.cc`).
final class FetchErrors {
    private FetchErrors() {}

    static FetchException error(String template, Object... arguments) {
        return new FetchException(format(template, arguments));
    }

    static BadUrl badUrl(String template, Object... arguments) {
        return new BadUrl(format(template, arguments));
    }

    static BadUrl invalidUrl(String text, String reason) {
        return badUrl("'%s' is not a valid URL: %s", text, reason);
    }

    static BadUrl noScheme(String text) {
        return badUrl("'%s' doesn't have a scheme", text);
    }

    static BadUrl invalidPort(String digits) {
        return badUrl("port '%s' is invalid", digits);
    }

    static BadUrl unexpectedAuthority(String url, String authority) {
        return badUrl("file:// URL '%s' has unexpected authority '%s'", url, authority);
    }

    static BadUrl badParameter(String text, boolean incomplete) {
        return badUrl("invalid URI parameter '%s': %s", text,
                incomplete ? "incomplete pct-encoding" : "bad pct-hexdig");
    }

    static BadUrl slashInPath(String segment) {
        return badUrl("URL path component '%s' contains '/', which is not allowed in file names",
                segment);
    }

    static BadUrl nulInPath(String segment) {
        return badUrl("URL path component '%s' contains NUL byte which is not allowed",
                segment.replace("\0", "\u00e2\u0090\u0080"));
    }

    static FetchException unsupported(Url url) {
        return url.scheme().equals("file+git")
                ? error("input '%s' is unsupported; did you mean 'git+file' instead of 'file+git'?",
                        url)
                : error("input '%s' is unsupported", url);
    }

    static FetchException unsupportedAttribute(String name, String scheme) {
        return error("input attribute '%s' not supported by scheme '%s'", name, scheme);
    }

    static FetchException wrongType(String name, String kind) {
        return error("input attribute '%s' is not " + kind, name);
    }

    static FetchException missingAttribute(String name) {
        return error("input attribute '%s' is missing", name);
    }

    static FetchException cannotShow(Attributes attributes) {
        return error("cannot show unsupported input '%s'", attributes.toJson());
    }

    static FetchException cannotFetch(Attributes attributes) {
        return error("cannot fetch unsupported input '%s'", attributes.toJson());
    }

    static FetchException badFlakeId(String id) {
        return badUrl("'%s' is not a valid flake ID", id);
    }

    static FetchException narHashMismatch(Input specified, String expected, String got) {
        return new FetchException.Mismatch(
                format("NAR hash mismatch in input '%s', expected '%s' but got '%s'",
                        specified, expected, got));
    }

    static FetchException noNarHash(Input specified, String expected) {
        return new FetchException.Mismatch(format(
                "NAR hash mismatch in input '%s', expected '%s' but got none", specified,
                expected));
    }

    static FetchException fieldMismatch(String field, Attributes specified, Attributes result) {
        return error("mismatch in field '%s' of input '%s', got '%s'", field, specified.toJson(),
                result.toJson());
    }

    static FetchException relativePath(Input input) {
        return error("cannot fetch input '%s' because it uses a relative path", input);
    }

    static FetchException noSuchPath(String path) {
        return error("path '%s' does not exist", path);
    }

    static Restricted untracked(String path, String repository) {
        return new Restricted(format("""
                Path '%s' in the repository %s is not tracked by Git.

                To make it visible to Nix, run:

                git -C %s add "%s\"""", path, quoted(repository), quoted(repository), path));
    }

    static Restricted notInRepository(String path, String repository) {
        return new Restricted(
                format("Path '%s' does not exist in Git repository %s.", path, quoted(repository)));
    }

    static FetchException notThere(String path) {
        return error("'%s' does not exist", path);
    }

    static Restricted exportIgnored(String path) {
        return new Restricted(format(
                "'%s' does not exist because it was fetched with exportIgnore enabled", path));
    }

    static FetchException dirty(String tree) {
        return error("Git tree '%s' is dirty", tree);
    }

    static FetchException shallowRepository(String repository) {
        return error(
                "'%s' is a shallow Git repository, but shallow repositories are only allowed when "
                        + "`shallow = true;` is specified",
                repository);
    }

    static FetchException noSuchRevision(String revision, String ref, String repository) {
        String bold = "\u001b[1m";
        String normal = "\u001b[0m";
        return error(
                "Cannot find Git revision '%s' in ref '%s' of repository '%s'! Please make sure that the "
                        + bold
                        + "rev" + normal + " exists on the " + bold + "ref" + normal
                        + " you've specified or add " + bold
                        + "allRefs = true;" + normal + " to " + bold + "fetchGit" + normal + ".",
                revision, ref, repository);
    }

    static FetchException notFetched(String url) {
        return error("Failed to fetch git repository '%s'", url);
    }

    /// A download that failed while it was read, as the reader of archives tells it: an error inside the error.
    static String sourceFailed(FetchException cause) {
        return "Source threw exception: \u001b[31;1merror:\u001b[0m "
                + cause.text().replaceAll("\n(?=[^\n])", "\n       ");
    }

    /// Adds what the server said.
    static FetchException withBody(FetchException error, String body) {
        return new FetchException(
                error.text() + "\n\nresponse body:\n\n" + format("%s", body.stripTrailing()));
    }

    /// CppNix's `PathFmt`.
    static String quoted(String path) {
        return '"' + path + '"';
    }
}
