package flakelab.fetch;

import flakelab.store.local.Sqlite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was found out about sources before, by domain and key: CppNix's own `fetcher-cache-v4.sqlite`, so that both
/// can use what the other fetched (`src/libfetchers/cache.cc`).
///
/// Opened at the first use. Where the directory cannot be written, entries last as long as this object.
final class Cache implements AutoCloseable {
    private final Path directory;
    private final long ttl;
    private @Nullable Connection connection;

    /// @param ttl how many seconds an entry is fresh
    Cache(Path directory, long ttl) {
        this.directory = directory;
        this.ttl = ttl;
    }

    /// @param expired whether it is older than the time to live
    record Entry(Attributes value, boolean expired) {}

    synchronized Optional<Entry> lookup(String domain, Attributes key) {
        try (PreparedStatement query = open()
            .prepareStatement("select value, timestamp from Cache where domain = ? and key = ?")) {
            query.setString(1, domain);
            query.setString(2, key.toJson());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Attributes value = Attributes.ofJson(Json.parse(row.getString(1)));
                return Optional.of(new Entry(value, ttl == 0 || row.getLong(2) + ttl < now()));
            }
        } catch (SQLException | Json.SyntaxException e) {
            return Optional.empty(); // a cache that cannot be read knows nothing
        }
    }

    synchronized void put(String domain, Attributes key, Attributes value) {
        try (PreparedStatement insert = open().prepareStatement(
                "insert or replace into Cache(domain, key, value, timestamp) values (?, ?, ?, ?)")) {
            insert.setString(1, domain);
            insert.setString(2, key.toJson());
            insert.setString(3, value.toJson());
            insert.setLong(4, now());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw FetchErrors.error("cannot write fetcher cache: %s",
                    String.valueOf(e.getMessage()));
        }
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    private Connection open() throws SQLException {
        if (connection == null) {
            connection = connect();
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = 60000");
                statement.execute("pragma synchronous = off");
                statement.execute("pragma main.journal_mode = wal");
                statement.execute("""
                        create table if not exists Cache (
                            domain    text not null,
                            key       text not null,
                            value     text not null,
                            timestamp integer not null,
                            primary key (domain, key)
                        );
                        """);
            }
        }
        return connection;
    }

    private Connection connect() throws SQLException {
        Sqlite.load();
        try {
            Files.createDirectories(directory);
            return DriverManager
                .getConnection("jdbc:sqlite:" + directory.resolve("fetcher-cache-v4.sqlite"));
        } catch (IOException | SQLException e) {
            return DriverManager.getConnection("jdbc:sqlite::memory:");
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw FetchErrors.error("cannot close fetcher cache: %s",
                    String.valueOf(e.getMessage()));
        } finally {
            connection = null;
        }
    }
}
