package flakelab.session;

import flakelab.builtin.SearchPath;
import flakelab.eval.World.SearchEntry;
import flakelab.store.StorePath;
import flakelab.text.Emphasis;
import flakelab.text.Latin1;
import flakelab.text.NixException;
import flakelab.value.PathValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where `<name>` is looked up: `-I`, then `nix-path` or `NIX_PATH`, then the channels
/// (CppNix `EvalState::resolveLookupPathPath`, `src/libexpr/eval.cc`).
final class LookupPath {
    private static final String FLAKE = "flake:";
    private static final String CHANNEL = "channel:";

    private final SessionWorld world;
    private final Settings settings;
    private final Map<String, Optional<PathValue>> resolved = new HashMap<>();
    private Function<String, StorePath> flakes = reference -> {
        throw SessionErrors.error(Emphasis.format("cannot fetch flake '%s' here", reference));
    };
    private @Nullable List<SearchEntry> entries;

    LookupPath(SessionWorld world) {
        this.world = world;
        this.settings = world.options().settings();
    }

    /// What fetches the sources of flakes.
    void fetchFlakesBy(Function<String, StorePath> fetcher) {
        flakes = fetcher;
    }

    /// The entries; in pure evaluation there are none.
    synchronized List<SearchEntry> entries() {
        List<SearchEntry> known = entries;
        if (known == null) {
            known = settings.get(StandardSettings.PURE_EVAL) ? List.of() : read();
            entries = known;
        }
        return known;
    }

    private List<SearchEntry> read() {
        SessionOptions options = world.options();
        List<SearchEntry> read = new ArrayList<>();
        options.searchPath().forEach(text -> read.add(entry(Latin1.ofUnicode(text))));
        settings.get(StandardSettings.NIX_PATH)
            .forEach(text -> read.add(entry(Latin1.ofUnicode(text))));
        if (!settings.get(StandardSettings.RESTRICT_EVAL)) {
            Directories places = Directories.of(options.environment());
            Path defexpr = settings.get(StandardSettings.USE_XDG)
                    ? places.state().resolve("nix").resolve("defexpr")
                    : places.home().resolve(".nix-defexpr");
            Path channels = Path.of(
                    options.environment().getOrDefault("NIX_STATE_DIR", "/nix/var/nix"),
                    "profiles/per-user/root/channels");
            addIfThere(read, "", defexpr.resolve("channels"));
            addIfThere(read, "nixpkgs", channels.resolve("nixpkgs"));
            addIfThere(read, "", channels);
        }
        return List.copyOf(read);
    }

    private static void addIfThere(List<SearchEntry> entries, String prefix, Path path) {
        if (Files.exists(path)) {
            entries.add(new SearchEntry(prefix, Latin1.ofUnicode(path.toString())));
        }
    }

    private static SearchEntry entry(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new SearchEntry("", text)
                : new SearchEntry(text.substring(0, equals), text.substring(equals + 1));
    }

    /// Makes what the entries name visible to restricted evaluation.
    void allowIn(RestrictedFiles walls) {
        for (SearchEntry entry : entries()) {
            if (!ConfigFiles.isUrl(entry.path())) {
                PathValue place = world.absolute(entry.path());
                walls.allow(place.path());
                world.allowClosure(place.path());
            }
            resolve(entry.path());
        }
    }

    /// What an entry stands for; empty, after a warning, if it is not there.
    synchronized Optional<PathValue> resolve(String entry) {
        Optional<PathValue> known = resolved.get(entry);
        if (known == null) {
            known = lookUp(entry);
            resolved.put(entry, known);
        }
        return known;
    }

    private Optional<PathValue> lookUp(String entry) {
        if (entry.startsWith(FLAKE)) {
            return Optional.of(fetched(entry));
        }
        if (ConfigFiles.isUrl(entry)) {
            try {
                return Optional.of(fetched(entry));
            } catch (NixException e) {
                world.warn(Emphasis.format(
                        "Nix search path entry '%s' cannot be downloaded, ignoring", entry));
                return missing(entry);
            }
        }
        PathValue place = world.absolute(entry);
        if (SearchPath.leadsSomewhere(place)) {
            return Optional.of(place);
        }
        SearchPath.checkAccess(place);
        return missing(entry);
    }

    private Optional<PathValue> missing(String entry) {
        world.warn(Emphasis.format("Nix search path entry '%s' does not exist, ignoring", entry));
        return Optional.empty();
    }

    /// The tree an entry or a file argument names that is a URL, `channel:NAME` or `flake:REFERENCE`.
    PathValue fetched(String text) {
        StorePath path = text.startsWith(FLAKE)
                ? flakes.apply(text.substring(FLAKE.length()))
                : world.fetchers().unpack(url(text), "source");
        world.allow(path);
        return new PathValue(world.root(), world.store().storeDir().print(path));
    }

    private static String url(String text) {
        return text.startsWith(CHANNEL)
                ? "https://channels.nixos.org/" + text.substring(CHANNEL.length())
                        + "/nixexprs.tar.xz"
                : text;
    }

    /// Forgets what entries stood for.
    synchronized void forget() {
        resolved.clear();
    }
}
