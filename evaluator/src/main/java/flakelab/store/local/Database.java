package flakelab.store.local;

import flakelab.hash.Hash;
import flakelab.store.ContentAddress;
import flakelab.store.PathInfo;
import flakelab.store.StoreDir;
import flakelab.store.StoreErrors;
import flakelab.store.StoreException;
import flakelab.store.StorePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// The SQLite database of valid paths, with its statements kept prepared. Belongs to one thread at a time.
final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS = 60 * 60 * 1000;
    private static final int CHECKPOINT_PAGES = 40_000;

    private final StoreDir dir;
    private final Connection connection;
    private final PreparedStatement insertPath;
    private final PreparedStatement updatePath;
    private final PreparedStatement insertReferenceByPath;
    private final PreparedStatement insertOutput;
    private final PreparedStatement selectPath;
    private final PreparedStatement selectReferences;
    private final PreparedStatement selectReferrers;
    private final PreparedStatement selectDerivers;
    private final PreparedStatement selectOutputs;
    private final PreparedStatement selectByPrefix;
    private final PreparedStatement selectAll;
    private final PreparedStatement deletePath;
    private final Statement plain;
    private final FileLock bigLock;
    private @Nullable RealisationTable realisations;

    /// Opens a store's database, making it where it is missing; as CppNix under the big lock, shared (it keeps upgrades
    /// of the schema away), which is held until the end.
    ///
    /// @throws flakelab.store.StoreException for a database of another version
    static Database open(Layout layout, LocalOptions options) throws IOException, SQLException {
        for (Path directory : List.of(layout.realStore(), layout.links(), layout.tempRoots(),
                layout.databaseDir(),
                layout.gcRoots().resolve("per-user"), layout.profiles().resolve("per-user"))) {
            Files.createDirectories(directory);
        }
        FileLock lock = FileLock.open(layout.databaseDir().resolve("big-lock"));
        lock.shared();
        Path version = layout.databaseDir().resolve("schema");
        int found = schema(version);
        if (found > Schema.VERSION) {
            throw StoreErrors.error("current Nix store schema is version %s, but I only support %s",
                    found,
                    Schema.VERSION);
        }
        if (found != 0 && found < Schema.VERSION) {
            throw StoreErrors.error(
                    "the Nix store's schema is version %s; please let Nix upgrade it first", found);
        }
        Database open = new Database(layout, options, lock, found == 0);
        if (found == 0) {
            Files.writeString(version, String.valueOf(Schema.VERSION));
        }
        return open;
    }

    private static int schema(Path file) throws IOException {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (NoSuchFileException _) {
            return 0;
        } catch (NumberFormatException _) {
            throw new StoreException("\"" + file + "\" is corrupt");
        }
    }

    private Database(Layout layout, LocalOptions options, FileLock bigLock, boolean create)
            throws SQLException {
        this.dir = layout.storeDir();
        this.bigLock = bigLock;
        Sqlite.load();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setJournalMode(options.writeAhead()
                ? SQLiteConfig.JournalMode.WAL
                : SQLiteConfig.JournalMode.TRUNCATE);
        config.setSynchronous(options.syncMetadata()
                ? SQLiteConfig.SynchronousMode.NORMAL
                : SQLiteConfig.SynchronousMode.OFF);
        Path file = layout.databaseDir().resolve("db.sqlite");
        connection = config.createConnection("jdbc:sqlite:" + file);
        plain = connection.createStatement();
        plain.execute("pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
        if (create) {
            for (String statement : Schema.CREATE) {
                plain.execute(statement);
            }
        }
        if (options.contentAddressed()) {
            realisations = new RealisationTable(connection, dir);
        }
        insertPath = prepare(
                "insert into ValidPaths (path, hash, registrationTime, deriver, narSize, ultimate, sigs,"
                        + " ca) values (?, ?, ?, ?, ?, ?, ?, ?) returning id");
        updatePath = prepare(
                "update ValidPaths set narSize = ?, hash = ?, ultimate = ?, sigs = ?, ca = ?"
                        + " where path = ?");
        insertReferenceByPath = prepare("insert or replace into Refs (referrer, reference)"
                + " select ?, id from ValidPaths where path = ?");
        insertOutput = prepare(
                "insert or replace into DerivationOutputs (drv, id, path) values (?, ?, ?)");
        selectPath = prepare(
                "select id, hash, registrationTime, deriver, narSize, ultimate, sigs, ca from ValidPaths"
                        + " where path = ?");
        selectReferences = prepare(
                "select path from Refs join ValidPaths on reference = id where referrer = ?");
        selectReferrers = prepare(
                "select path from Refs join ValidPaths on referrer = id where reference ="
                        + " (select id from ValidPaths where path = ?)");
        selectDerivers = prepare(
                "select v.path from DerivationOutputs d join ValidPaths v on d.drv = v.id"
                        + " where d.path = ?");
        selectOutputs = prepare(
                "select o.id, o.path from DerivationOutputs o join ValidPaths v on o.drv = v.id"
                        + " where v.path = ?");
        selectByPrefix = prepare("select path from ValidPaths where path >= ? limit 1");
        selectAll = prepare("select path from ValidPaths");
        deletePath = prepare("delete from ValidPaths where path = ?");
    }

    /// Empty where the store keeps none.
    Optional<RealisationTable> realisations() {
        return Optional.ofNullable(realisations);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /// Something to do in one transaction.
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /// Does all of the work or nothing of it.
    void transaction(Work work) throws SQLException {
        plain.execute("begin immediate");
        boolean done = false;
        try {
            work.run();
            plain.execute("commit");
            done = true;
        } finally {
            if (!done) {
                plain.execute("rollback");
            }
        }
    }

    Optional<Long> id(StorePath path) throws SQLException {
        selectPath.setString(1, dir.print(path));
        try (ResultSet row = selectPath.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    long requireId(StorePath path) throws SQLException {
        return id(path).orElseThrow(() -> StoreErrors.notValid(dir.print(path)));
    }

    /// Adds a path and returns its number.
    long insert(PathInfo info) throws SQLException {
        long time = info.registrationTime().getEpochSecond();
        insertPath.setString(1, dir.print(info.path()));
        insertPath.setString(2, hash(info));
        insertPath.setLong(3, time == 0 ? Instant.now().getEpochSecond() : time);
        insertPath.setString(4, info.deriver().map(dir::print).orElse(null));
        setCommon(insertPath, 5, 6, info);
        try (ResultSet row = insertPath.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Changes what is known of a path that is there.
    void update(PathInfo info) throws SQLException {
        updatePath.setString(2, hash(info));
        setCommon(updatePath, 1, 3, info);
        updatePath.setString(6, dir.print(info.path()));
        updatePath.executeUpdate();
    }

    private static String hash(PathInfo info) {
        return info.narHash().algorithm().nixName() + ":" + info.narHash().toBase16();
    }

    /// Sets the size, and from `flags` on: ultimate, signatures, content address. What is unknown is null.
    private static void setCommon(PreparedStatement statement, int size, int flags, PathInfo info)
            throws SQLException {
        if (info.narSize() != 0) {
            statement.setLong(size, info.narSize());
        } else {
            statement.setNull(size, Types.INTEGER);
        }
        if (info.ultimate()) {
            statement.setInt(flags, 1);
        } else {
            statement.setNull(flags, Types.INTEGER);
        }
        statement.setString(flags + 1,
                info.signatures().isEmpty() ? null : String.join(" ", info.signatures()));
        statement.setString(flags + 2, info.ca().map(ContentAddress::render).orElse(null));
    }

    /// Adds references of the path with number `referrer`.
    ///
    /// @throws flakelab.store.StoreException.InvalidPath if one is not valid
    void addReferences(long referrer, List<StorePath> references) throws SQLException {
        for (StorePath reference : references) {
            insertReferenceByPath.setLong(1, referrer);
            insertReferenceByPath.setString(2, dir.print(reference));
            if (insertReferenceByPath.executeUpdate() == 0) {
                throw StoreErrors.notValid(dir.print(reference));
            }
        }
    }

    void addOutputs(long derivation, Map<String, StorePath> outputs) throws SQLException {
        for (Map.Entry<String, StorePath> output : outputs.entrySet()) {
            insertOutput.setLong(1, derivation);
            insertOutput.setString(2, output.getKey());
            insertOutput.setString(3, dir.print(output.getValue()));
            insertOutput.executeUpdate();
        }
    }

    Optional<PathInfo> query(StorePath path) throws SQLException {
        selectPath.setString(1, dir.print(path));
        long id;
        PathInfo info;
        try (ResultSet row = selectPath.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            id = row.getLong(1);
            info = new PathInfo(path, Hash.parseAnyPrefixed(row.getString(2)), row.getLong(5),
                    List.of(),
                    text(row, 4).map(dir::parse),
                    text(row, 7).map(it -> List.of(it.split(" "))).orElse(List.of()),
                    row.getInt(6) == 1, text(row, 8).map(ContentAddress::parse),
                    Instant.ofEpochSecond(row.getLong(3)));
        }
        selectReferences.setLong(1, id);
        return Optional.of(info.withReferences(List.copyOf(paths(selectReferences))));
    }

    private static Optional<String> text(ResultSet row, int column) throws SQLException {
        @Nullable
        String text = row.getString(column);
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    SortedSet<StorePath> referrers(StorePath path) throws SQLException {
        selectReferrers.setString(1, dir.print(path));
        return paths(selectReferrers);
    }

    SortedSet<StorePath> derivers(StorePath path) throws SQLException {
        selectDerivers.setString(1, dir.print(path));
        return paths(selectDerivers);
    }

    SortedMap<String, StorePath> outputs(StorePath derivation) throws SQLException {
        selectOutputs.setString(1, dir.print(derivation));
        SortedMap<String, StorePath> found = new TreeMap<>();
        try (ResultSet rows = selectOutputs.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1), dir.parse(rows.getString(2)));
            }
        }
        return found;
    }

    Optional<StorePath> byHashPart(String hashPart) throws SQLException {
        String prefix = dir.path() + "/" + hashPart;
        selectByPrefix.setString(1, prefix);
        try (ResultSet row = selectByPrefix.executeQuery()) {
            return row.next() && row.getString(1).startsWith(prefix)
                    ? Optional.of(dir.parse(row.getString(1)))
                    : Optional.empty();
        }
    }

    SortedSet<StorePath> all() throws SQLException {
        return paths(selectAll);
    }

    void delete(StorePath path) throws SQLException {
        deletePath.setString(1, dir.print(path));
        deletePath.executeUpdate();
    }

    private SortedSet<StorePath> paths(PreparedStatement statement) throws SQLException {
        SortedSet<StorePath> found = new TreeSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(dir.parse(rows.getString(1)));
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException, IOException {
        try (bigLock) {
            connection.close();
        }
    }
}
