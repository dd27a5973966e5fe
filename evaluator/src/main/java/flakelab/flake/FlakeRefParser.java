package flakelab.flake;

import flakelab.fetch.FetchException.BadUrl;
import flakelab.fetch.Input;
import flakelab.fetch.Log;
import flakelab.fetch.Url;
import flakelab.nar.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads flake references as people write them: `nixpkgs/branch`, a URL, or a path, in this order
/// (CppNix `src/libflake/flakeref.cc`).
///
/// @param base           what relative paths are relative to; without it they are refused (or kept)
/// @param allowMissing   whether a directory without `flake.nix` will do
/// @param isFlake        whether a flake is meant, which is searched upwards; otherwise any source
/// @param keepRelative   whether relative paths are kept as they are, for inputs relative to their flake
public record FlakeRefParser(Optional<Path> base, boolean allowMissing, boolean isFlake,
        boolean keepRelative,
        Log log) {
    private static final String REV = "[0-9a-fA-F]{40}";
    private static final String REF = "[a-zA-Z0-9@][a-zA-Z0-9_.\\/@+-]*";
    private static final String FRAGMENT = "(?:[a-zA-Z0-9-._~]|%[0-9a-fA-F]{2}|[!$&'\"()*+,;=]|[:@]|[/? \"^])*";
    private static final Pattern ID = Pattern
        .compile("(([a-zA-Z][a-zA-Z0-9_-]*)(?:/(?:(?:(" + REV + ")|(?:(" + REF
                + ")(?:/(" + REV + "))?))))?)(?:#(" + FRAGMENT + "))?");
    private static final Pattern PATH = Pattern.compile("([^?#]*)(\\?([^#]*))?(#(.*))?");

    /// For what `flake.nix` or an expression says: no relative paths.
    public static FlakeRefParser ofText(Log log) {
        return new FlakeRefParser(Optional.empty(), true, true, false, log);
    }

    /// For what a person types in a directory.
    public static FlakeRefParser ofCommandLine(Path base, Log log) {
        return new FlakeRefParser(Optional.of(base), false, true, false, log);
    }

    public FlakeRefParser withMissingAllowed(boolean allow) {
        return new FlakeRefParser(base, allow, isFlake, keepRelative, log);
    }

    public FlakeRefParser forFlake(boolean flake) {
        return new FlakeRefParser(base, allowMissing, flake, keepRelative, log);
    }

    public FlakeRefParser keepingRelative() {
        return new FlakeRefParser(base, allowMissing, isFlake, true, log);
    }

    /// A reference and what stands after `#`, decoded.
    public record WithFragment(FlakeRef ref, String fragment) {}

    /// A reference, a fragment, and outputs.
    public record WithOutputs(FlakeRef ref, String fragment, OutputsSpec outputs) {}

    /// @throws FlakeException if it is no reference, or has a fragment
    public FlakeRef parse(String text) {
        WithFragment parsed = parseWithFragment(text);
        if (!parsed.fragment().isEmpty()) {
            throw FlakeErrors.unexpectedFragment(parsed.fragment(), text);
        }
        return parsed.ref();
    }

    public WithFragment parseWithFragment(String text) {
        return ofId(text).or(() -> ofUrl(text)).orElseGet(() -> ofPath(text));
    }

    public WithOutputs parseWithOutputs(String text) {
        OutputsSpec.Split split = OutputsSpec.split(text);
        WithFragment parsed = parseWithFragment(split.text());
        return new WithOutputs(parsed.ref(), parsed.fragment(), split.outputs());
    }

    private Optional<WithFragment> ofId(String text) {
        Matcher id = ID.matcher(text);
        if (!id.matches()) {
            return Optional.empty();
        }
        Url url = Url.of("flake", Optional.empty(), List.of(id.group(1).split("/", -1)));
        String fragment = id.group(6) == null ? "" : Url.decode(id.group(6));
        return Optional.of(new WithFragment(new FlakeRef(Input.ofUrl(url, isFlake), ""), fragment));
    }

    private Optional<WithFragment> ofUrl(String text) {
        try {
            Url url = Url.parseLenient(text, log);
            if (base.isPresent()
                    && (url.scheme().equals("path") || url.scheme().equals("git+file"))) {
                String path = url.filePath();
                if (!path.startsWith("/")) {
                    url = url.withPath(Url.segmentsOf(FileNames.latin1(base.get()
                        .resolve(FileNames.path(path))
                        .normalize())));
                }
            }
            return Optional.of(split(url));
        } catch (BadUrl e) {
            return Optional.empty();
        }
    }

    private WithFragment split(Url url) {
        Url plain = url.withoutParameter("dir").withFragment("");
        return new WithFragment(
                new FlakeRef(Input.ofUrl(plain, isFlake), url.parameter("dir").orElse("")),
                url.fragment());
    }

    private WithFragment ofPath(String text) {
        Matcher parts = PATH.matcher(text);
        if (!parts.matches()) {
            throw FlakeErrors.error("invalid flakeref '%s'", text);
        }
        String path = parts.group(1);
        SortedMap<String, String> query = Url
            .parseQuery(parts.group(3) == null ? "" : parts.group(3), log);
        String fragment = parts.group(5) == null ? "" : Url.decode(parts.group(5));
        if (base.isEmpty()) {
            if (!keepRelative && !path.startsWith("/")) {
                throw FlakeErrors.notAbsolute(text);
            }
        } else {
            Path place = absolute(base.get(), path);
            if (isFlake) {
                place = flakeDirectory(place);
                Optional<Url> repository = repository(text, place, query);
                if (repository.isPresent()) {
                    return split(repository.get().withFragment(fragment));
                }
            }
            path = FileNames.latin1(place);
        }
        Optional<Url.Authority> authority = path.startsWith("/")
                ? Optional.of(Url.Authority.EMPTY)
                : Optional.empty();
        return split(Url.of("path", authority, Url.segmentsOf(path))
            .withQuery(query)
            .withFragment(fragment));
    }

    /// The directory with a `flake.nix`: this one or one above, up to the root of the repository.
    private Path flakeDirectory(Path start) {
        Path path = start;
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw FlakeErrors.noSuchFile(FileNames.latin1(path));
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!path.endsWith("flake.nix")) {
                throw FlakeErrors.notDirectory(FileNames.latin1(path));
            }
            Path parent = path.resolveSibling("");
            log.warn("Path " + shown(path)
                    + " should point at the directory containing the 'flake.nix' file, "
                    + "not the file itself. Pretending that you meant " + shown(parent));
            path = parent;
        }
        if (allowMissing || Files.exists(path.resolve("flake.nix"))) {
            return path;
        }
        log.notice("path " + shown(path) + " does not contain a 'flake.nix', searching up");
        for (Path place = path; place != null
                && place.getNameCount() > 0; place = place.getParent()) {
            if (Files.exists(place.resolve("flake.nix"))) {
                return place;
            }
            if (Files.exists(place.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                throw FlakeErrors.notPartOfFlake(FileNames.latin1(place));
            }
            if (!device(place).equals(device(path))) {
                throw FlakeErrors.boundary(FileNames.latin1(place));
            }
        }
        throw FlakeErrors.noFlakeFile();
    }

    private static Object device(Path path) {
        try {
            return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return 0L;
        }
    }

    private static String shown(Path path) {
        return FlakeErrors.quoted(FileNames.latin1(path));
    }

    /// If the directory is in a Git repository: the URL of that, with `dir`.
    private static Optional<Url> repository(String text, Path directory,
            SortedMap<String, String> query) {
        String subdir = "";
        for (Path root = directory; root != null
                && root.getNameCount() > 0; root = root.getParent()) {
            if (Files.exists(root.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                Url url = Url.of("git+file", Optional.of(Url.Authority.EMPTY),
                        Url.segmentsOf(FileNames.latin1(root)))
                    .withQuery(query);
                if (!subdir.isEmpty()) {
                    if (query.containsKey("dir")) {
                        throw FlakeErrors.inconsistentDirectory(text);
                    }
                    url = url.withParameter("dir", subdir);
                }
                return Optional.of(
                        Files.exists(root.resolve(".git/shallow"))
                                ? url.withParameter("shallow", "1")
                                : url);
            }
            subdir = FileNames.name(root) + (subdir.isEmpty() ? "" : "/" + subdir);
        }
        return Optional.empty();
    }

    /// The path with `.`, `..` and symbolic links resolved, as far as it exists.
    private static Path absolute(Path base, String path) {
        Path whole = base.toAbsolutePath().resolve(FileNames.path(path));
        Path resolved = Path.of("/");
        int links = 0;
        java.util.ArrayDeque<Path> left = new java.util.ArrayDeque<>();
        whole.forEach(left::add);
        while (!left.isEmpty()) {
            String name = left.peek().toString();
            Path next = left.remove();
            if (name.equals("..")) {
                resolved = resolved.getParent() == null ? resolved : resolved.getParent();
            } else if (!name.isEmpty() && !name.equals(".")) {
                Path child = resolved.resolve(next);
                if (Files.isSymbolicLink(child) && links++ < 1024) {
                    try {
                        Path target = Files.readSymbolicLink(child);
                        resolved = target.isAbsolute() ? Path.of("/") : resolved;
                        java.util.ArrayDeque<Path> more = new java.util.ArrayDeque<>();
                        target.forEach(more::add);
                        more.descendingIterator().forEachRemaining(left::push);
                        continue;
                    } catch (IOException e) {
                        throw FlakeErrors.noSuchFile(FileNames.latin1(child));
                    }
                }
                resolved = child;
            }
        }
        return resolved;
    }
}
