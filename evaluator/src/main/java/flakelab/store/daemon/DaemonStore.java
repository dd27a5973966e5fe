package flakelab.store.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import flakelab.hash.HashAlgorithm;
import flakelab.nar.NarReader;
import flakelab.nar.NarWriter;
import flakelab.nar.Tree;
import flakelab.store.BuildMode;
import flakelab.store.BuildResult;
import flakelab.store.ContentAddressMethod;
import flakelab.store.Missing;
import flakelab.store.PathInfo;
import flakelab.store.Store;
import flakelab.store.StoreDir;
import flakelab.store.StoreErrors;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import flakelab.store.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A store whose changes another Nix makes: the daemon of a multi-user installation, or one at the end of an ssh
/// connection (CppNix `RemoteStore`).
///
/// As many connections are open as threads ask at the same time.
public final class DaemonStore implements Store {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String uri;
    private final StoreDir dir;
    private final Connector connector;
    private final DaemonOptions options;
    private final Consumer<DaemonMessage> log;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    public DaemonStore(String uri, StoreDir dir, Connector connector, DaemonOptions options,
            Consumer<DaemonMessage> log) {
        this.uri = uri;
        this.dir = dir;
        this.connector = connector;
        this.options = options;
        this.log = log;
    }

    /// The daemon behind a socket, `daemon` or `unix:///path`.
    public static DaemonStore unix(Path socket, StoreDir dir, DaemonOptions options,
            Consumer<DaemonMessage> log) {
        String uri = socket.equals(Connector.SOCKET) ? "daemon" : "unix://" + socket;
        return new DaemonStore(uri, dir, Connector.unix(socket), options, log);
    }

    @FunctionalInterface
    private interface Talk<T> {
        T with(Connection connection) throws IOException;
    }

    /// Talks on an idle connection or a new one. After the daemon's own error a connection is in step; after any other
    /// it is not used again.
    private <T> T talk(Talk<T> talk) {
        Connection connection = null;
        boolean inStep = false;
        try {
            connection = take();
            T answer = talk.with(connection);
            inStep = true;
            return answer;
        } catch (StoreException.Said e) {
            inStep = true;
            throw e;
        } catch (IOException e) {
            throw StoreErrors.error("talking to the Nix daemon at '%s': " + e.getMessage(), uri);
        } finally {
            give(connection, inStep);
        }
    }

    private Connection take() throws IOException {
        synchronized (idle) {
            Connection free = idle.poll();
            if (free != null) {
                return free;
            }
        }
        return new Connection(connector, dir, options, log);
    }

    private void give(@org.jspecify.annotations.Nullable Connection connection, boolean inStep) {
        if (connection == null) {
            return;
        }
        if (inStep) {
            synchronized (idle) {
                idle.push(connection);
            }
        } else {
            connection.close();
        }
    }

    @Override
    public StoreDir storeDir() {
        return dir;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public boolean isValid(StorePath path) {
        return talk(it -> {
            it.begin(Operation.IS_VALID_PATH).path(path);
            return it.finish().flag();
        });
    }

    @Override
    public SortedSet<StorePath> valid(Collection<StorePath> paths) {
        return talk(it -> {
            it.begin(Operation.QUERY_VALID_PATHS).paths(paths).flag(false);
            return it.finish().paths();
        });
    }

    @Override
    public Optional<PathInfo> query(StorePath path) {
        return talk(it -> {
            it.begin(Operation.QUERY_PATH_INFO).path(path);
            Wire wire = it.finish();
            return wire.flag() ? Optional.of(wire.info(path)) : Optional.empty();
        });
    }

    @Override
    public SortedSet<StorePath> allValid() {
        return talk(it -> {
            it.begin(Operation.QUERY_ALL_VALID_PATHS);
            return it.finish().paths();
        });
    }

    @Override
    public Optional<StorePath> findByHashPart(String hashPart) {
        return talk(it -> {
            it.begin(Operation.QUERY_PATH_FROM_HASH_PART).string(hashPart);
            return it.finish().maybePath();
        });
    }

    @Override
    public SortedSet<StorePath> referrers(StorePath path) {
        return talk(it -> {
            it.begin(Operation.QUERY_REFERRERS).path(path);
            return it.finish().paths();
        });
    }

    @Override
    public SortedSet<StorePath> validDerivers(StorePath path) {
        return talk(it -> {
            it.begin(Operation.QUERY_VALID_DERIVERS).path(path);
            return it.finish().paths();
        });
    }

    @Override
    public SortedMap<String, StorePath> derivationOutputs(StorePath derivation) {
        return talk(it -> {
            it.begin(Operation.QUERY_DERIVATION_OUTPUT_MAP).path(derivation);
            Wire wire = it.finish();
            SortedMap<String, StorePath> outputs = new TreeMap<>();
            for (int left = wire.count(); left > 0; left--) {
                String name = wire.string();
                wire.maybePath().ifPresent(path -> outputs.put(name, path));
            }
            return outputs;
        });
    }

    @Override
    public StorePath addToStore(String name, Tree tree, ContentAddressMethod method,
            HashAlgorithm algorithm,
            Set<StorePath> references) {
        return talk(it -> {
            it.begin(Operation.ADD_TO_STORE)
                .string(name)
                .string(method.renderWithAlgorithm(algorithm))
                .paths(references)
                .flag(false);
            Wire wire = it.finish(out -> {
                switch (method) {
                    case NAR, GIT -> NarWriter.write(tree, out);
                    case FLAT, TEXT -> {
                        try (InputStream in = tree.open()) {
                            in.transferTo(out);
                        }
                    }
                }
            });
            StorePath path = wire.path();
            wire.info(path);
            return path;
        });
    }

    @Override
    public void importNar(PathInfo info, InputStream nar) {
        talk(it -> {
            // Not repairing; whether signatures suffice is the caller's decision, which a daemon
            // accepts from those it trusts.
            it.begin(Operation.ADD_TO_STORE_NAR)
                .path(info.path())
                .info(info)
                .flag(false)
                .flag(true);
            it.finish(nar::transferTo);
            return true;
        });
    }

    @Override
    public void exportNar(StorePath path, OutputStream out) {
        talk(it -> {
            it.begin(Operation.NAR_FROM_PATH).path(path);
            Wire wire = it.finish();
            NarReader.copy(wire.in(), out);
            return true;
        });
    }

    @Override
    public void addTempRoot(StorePath path) {
        talk(it -> {
            it.begin(Operation.ADD_TEMP_ROOT).path(path);
            return it.finish().number();
        });
    }

    @Override
    public void addIndirectRoot(Path link) {
        talk(it -> {
            it.begin(Operation.ADD_INDIRECT_ROOT)
                .string(
                        flakelab.nar.FileNames.latin1(link.toAbsolutePath().normalize()));
            return it.finish().number();
        });
    }

    @Override
    public void addPermanentRoot(StorePath path, Path link) {
        try {
            Files.createDirectories(link.toAbsolutePath().getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(storeDir().print(path)));
        } catch (IOException e) {
            throw StoreErrors.io("adding a root", e);
        }
        addIndirectRoot(link);
    }

    @Override
    public void addSignatures(StorePath path, Collection<String> signatures) {
        talk(it -> {
            it.begin(Operation.ADD_SIGNATURES).path(path).strings(new TreeSet<>(signatures));
            return it.finish().number();
        });
    }

    /// Makes a path valid by fetching it.
    public void ensure(StorePath path) {
        talk(it -> {
            it.begin(Operation.ENSURE_PATH).path(path);
            return it.finish().number();
        });
    }

    @Override
    public List<BuildResult> build(Collection<Wanted> wanted, BuildMode mode) {
        return talk(it -> {
            it.begin(Operation.BUILD_PATHS_WITH_RESULTS)
                .strings(wanted.stream().map(one -> one.print(dir)).toList())
                .number(mode.ordinal());
            Wire wire = it.finish();
            List<BuildResult> results = new ArrayList<>();
            for (int left = wire.count(); left > 0; left--) {
                results.add(result(wire, it.minor()));
            }
            return results;
        });
    }

    private BuildResult result(Wire wire, int minor) throws IOException {
        Wanted wanted = Wanted.parse(dir, wire.string());
        int status = (int) wire.number();
        String message = wire.string();
        wire.number(); // times built
        wire.number(); // not deterministic
        wire.number(); // start
        wire.number(); // stop
        if (minor >= 37) {
            skipOptionalTime(wire); // user
            skipOptionalTime(wire); // system
        }
        SortedMap<String, StorePath> outputs = new TreeMap<>();
        for (int left = wire.count(); left > 0; left--) {
            String id = wire.string(); // hash!output
            outputs.put(id.substring(id.indexOf('!') + 1), outPath(wire.string()));
        }
        BuildResult.Status[] known = BuildResult.Status.values();
        if (status < 0 || status >= known.length) {
            throw StoreErrors.error("Invalid BuildResult status %s from remote", status);
        }
        return new BuildResult(wanted, known[status], message, outputs);
    }

    private static void skipOptionalTime(Wire wire) throws IOException {
        if (wire.flag()) {
            wire.number();
        }
    }

    private static StorePath outPath(String realisation) {
        try {
            return StorePath.parse(MAPPER.readTree(realisation).path("outPath").asText());
        } catch (JsonProcessingException e) {
            throw StoreErrors.error("cannot read realisation '%s' of the Nix daemon", realisation);
        }
    }

    @Override
    public Missing missing(Collection<Wanted> wanted) {
        return talk(it -> {
            it.begin(Operation.QUERY_MISSING)
                .strings(wanted.stream().map(one -> one.print(dir)).toList());
            Wire wire = it.finish();
            return new Missing(wire.paths(), wire.paths(), wire.paths(), wire.number(),
                    wire.number());
        });
    }

    @Override
    public void close() {
        synchronized (idle) {
            idle.forEach(Connection::close);
            idle.clear();
        }
    }
}
