package flakelab.flake;

import flakelab.builtin.Library;
import flakelab.eval.EvalSettings;
import flakelab.eval.Evaluator;
import flakelab.eval.World;
import flakelab.fetch.FetchSettings;
import flakelab.fetch.Fetchers;
import flakelab.fetch.Log;
import flakelab.nar.FileNames;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import flakelab.store.local.Layout;
import flakelab.store.local.LocalStore;
import flakelab.syntax.ParserSettings;
import flakelab.text.Positions;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import flakelab.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that flakes need, in one directory: a store of its own, a cache, an evaluator, and what was said.
public final class FlakeWorld implements World, Log, AutoCloseable {
    public final List<String> messages = new ArrayList<>();
    private final Store store;
    private final SourceAccessor files = new HostFiles();
    public final Fetchers fetchers;
    public final Evaluator evaluator;
    public final Flakes flakes;
    public final Locker locker;

    public FlakeWorld(Path directory) {
        store = new LocalStore(Layout.of(directory.resolve("root").toString()), false,
                (dir, path, aterm) -> Map.of());
        fetchers = new Fetchers(FetchSettings.of(directory.resolve("cache")), store, this);
        evaluator = new Evaluator(this,
                EvalSettings.DEFAULT.withFeatures(Set.of("flakes", "fetch-tree", "nix-command")),
                new Positions());
        Registries registries = new Registries(fetchers, directory.resolve("registry.json"),
                directory.resolve("none.json"), "");
        locker = new Locker(evaluator, fetchers, registries, (path, source) -> {}, "");
        Value fetchFinalTree = Library.install(evaluator).get("fetchFinalTree");
        flakes = evaluator.own(Flakes.class,
                () -> new Flakes(evaluator, locker, registries, fetchFinalTree));
    }

    @Override
    public void warn(String message) {
        messages.add("warning: " + message);
    }

    @Override
    public void notice(String message) {
        messages.add(message);
    }

    @Override
    public SourceAccessor root() {
        return files;
    }

    @Override
    public SourceAccessor corepkgs() {
        return files;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public ParserSettings parserSettings() {
        return ParserSettings.of("/");
    }

    @Override
    public Optional<String> environment(String name) {
        return Optional.empty();
    }

    @Override
    public long currentTime() {
        return 0;
    }

    @Override
    public List<SearchEntry> searchPath() {
        return List.of();
    }

    @Override
    public Optional<PathValue> resolveSearchPath(String path) {
        return Optional.empty();
    }

    @Override
    public StorePath copyToStore(PathValue path) {
        return store.addToStore(path.baseName(), Tree.of(place(path.path())),
                ContentAddressMethod.NAR,
                flakelab.hash.HashAlgorithm.SHA256, Set.of());
    }

    @Override
    public Map<String, String> realise(StringContext context) {
        return Map.of();
    }

    @Override
    public void trace(String line) {
        messages.add("trace: " + line);
    }

    @Override
    public void close() {
        fetchers.close();
        store.close();
    }

    private Path place(String path) {
        if (store.storeDir().isInStore(path)) {
            StoreDir.Inside inside = store.storeDir().parseInside(path);
            return FileNames.path(store.realPath(inside.path()) + inside.rest());
        }
        return FileNames.path(path);
    }

    private final class HostFiles implements SourceAccessor {
        @Override
        public @Nullable Kind kind(String path) {
            Path at = place(path);
            return Files.isSymbolicLink(at)
                    ? Kind.SYMLINK
                    : Files.isDirectory(at)
                            ? Kind.DIRECTORY
                            : Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? Kind.REGULAR : null;
        }

        @Override
        public String readFile(String path) {
            try {
                return Files.readString(place(path), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public SortedMap<String, Kind> readDirectory(String path) {
            SortedMap<String, Kind> entries = new TreeMap<>();
            try (var children = Files.list(place(path))) {
                children.forEach(child -> entries.put(FileNames.name(child), Kind.UNKNOWN));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return entries;
        }

        @Override
        public String readLink(String path) {
            try {
                return FileNames.readLink(place(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean isExecutable(String path) {
            return Files.isExecutable(place(path));
        }

        @Override
        public String shown(String path) {
            return path;
        }

        @Override
        public Optional<Path> realPath(String path) {
            return Optional.of(place(path));
        }
    }
}
