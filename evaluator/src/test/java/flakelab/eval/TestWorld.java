package flakelab.eval;

import flakelab.hash.HashAlgorithm;
import flakelab.nar.Tree;
import flakelab.store.ContentAddressMethod;
import flakelab.store.DummyStore;
import flakelab.store.Store;
import flakelab.store.StorePath;
import flakelab.syntax.ParserSettings;
import flakelab.text.Ansi;
import flakelab.text.Diagnostic;
import flakelab.text.DiagnosticRenderer;
import flakelab.text.Emphasis;
import flakelab.value.PathValue;
import flakelab.value.SourceAccessor;
import flakelab.value.StringContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A world for tests: this machine's files, a store that only computes paths, messages kept in a list.
public final class TestWorld implements World {
    public final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    public final Map<String, String> environment = new HashMap<>();
    public final List<SearchEntry> searchPath = new ArrayList<>();
    public ParserSettings parserSettings = ParserSettings.of("/");

    public @Nullable SourceAccessor corepkgs;

    private final Store store = new DummyStore();
    private final SourceAccessor root = new HostFiles();
    private final Map<String, StorePath> copies = new ConcurrentHashMap<>();

    @Override
    public SourceAccessor root() {
        return root;
    }

    @Override
    public SourceAccessor corepkgs() {
        return corepkgs == null ? root : corepkgs;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public ParserSettings parserSettings() {
        return parserSettings.withWarnings(w -> messages.add(DiagnosticRenderer.plain().render(w)));
    }

    @Override
    public Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public long currentTime() {
        return 0;
    }

    @Override
    public List<SearchEntry> searchPath() {
        return searchPath;
    }

    @Override
    public Optional<PathValue> resolveSearchPath(String path) {
        String absolute = Path.of(path).toAbsolutePath().normalize().toString();
        return root.kind(absolute) == null ? Optional.empty() : Optional.of(new PathValue(root, absolute));
    }

    @Override
    public StorePath copyToStore(PathValue path) {
        if (path.accessor().kind(path.path()) == null) {
            throw EvalErrors.pathMissing(path);
        }
        return copies.computeIfAbsent(path.path(), p -> store.addToStore(path.baseName(), Tree.of(Path.of(p)),
                ContentAddressMethod.NAR, HashAlgorithm.SHA256, Set.of()));
    }

    @Override
    public Map<String, String> realise(StringContext context) {
        return Map.of();
    }

    @Override
    public void trace(String line) {
        Ahead.refuse();
        messages.add(Ansi.filter("trace: " + line, true));
    }

    @Override
    public void warn(String message) {
        Ahead.refuse();
        messages.add("warning: " + message);
    }

    @Override
    public void evaluationWarning(String message) {
        messages.add(DiagnosticRenderer.plain().render(Diagnostic.evaluationWarning(message)));
    }

    private static final class HostFiles implements SourceAccessor {
        private static Path at(String path) {
            return Path.of(new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }

        @Override
        public @Nullable Kind kind(String path) {
            Path at = at(path);
            if (Files.isSymbolicLink(at)) {
                return Kind.SYMLINK;
            }
            return !Files.exists(at)
                    ? null
                    : Files.isDirectory(at)
                            ? Kind.DIRECTORY
                            : Files.isRegularFile(at) ? Kind.REGULAR : Kind.UNKNOWN;
        }

        @Override
        public String readFile(String path) {
            try {
                return new String(Files.readAllBytes(at(path)), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw Files.isDirectory(at(path))
                        ? new EvalException("read of " + Emphasis.of(4096) + " bytes: Is a directory")
                        : missing(path);
            }
        }

        @Override
        public SortedMap<String, Kind> readDirectory(String path) {
            SortedMap<String, Kind> entries = new TreeMap<>();
            try (var listing = Files.newDirectoryStream(at(path))) {
                for (Path entry : listing) {
                    entries.put(entry.getFileName().toString(),
                            Files.isSymbolicLink(entry)
                                    ? Kind.SYMLINK
                                    : Files.isDirectory(entry) ? Kind.DIRECTORY : Kind.REGULAR);
                }
                return entries;
            } catch (IOException e) {
                throw Files.exists(at(path))
                        ? new EvalException("cannot read directory " + Emphasis.of('"' + path + '"') + ": "
                                + Emphasis.of("Not a directory"))
                        : missing(path);
            }
        }

        private static EvalException missing(String path) {
            return new EvalException("path '" + Emphasis.of(path) + "' does not exist");
        }

        @Override
        public String readLink(String path) {
            try {
                return Files.readSymbolicLink(at(path)).toString();
            } catch (IOException e) {
                throw new EvalException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public boolean isExecutable(String path) {
            return Files.isExecutable(at(path));
        }

        @Override
        public String shown(String path) {
            return path;
        }

        @Override
        public Optional<Path> realPath(String path) {
            return Optional.of(at(path));
        }
    }
}
