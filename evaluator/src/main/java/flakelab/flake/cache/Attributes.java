package flakelab.flake.cache;

import flakelab.text.Latin1;
import flakelab.value.StringContext;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `Attributes` of an evaluation cache: CppNix's schema, one transaction from opening to closing.
///
/// A file that cannot be read or written knows nothing and forgets everything; nobody is told.
final class Attributes implements AutoCloseable {
    private static final String SCHEMA = """
            create table if not exists Attributes (
                parent      integer not null,
                name        text,
                type        integer not null,
                value       text,
                context     text,
                primary key (parent, name)
            )""";
    private static final String INSERT = "insert or replace into Attributes(parent, name, type, value, context)"
            + " values (?, ?, ?, ?, ?)";
    private static final String QUERY = "select rowid, type, value, context from Attributes"
            + " where parent = ? and name = ?";
    private static final String NAMES = "select name from Attributes where parent = ?";

    /// Where an attribute stands: the row of the set it is in, and its name. The root is `(0, "")`.
    record Key(long parent, String name) {}

    record Row(long id, Known known) {}

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement query;
    private boolean failed;

    private Attributes(Connection connection) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement(INSERT);
        this.query = connection.prepareStatement(QUERY);
    }

    /// Opens a file, which is made if it is not there; null where that fails.
    static @Nullable Attributes open(Path file) {
        Sqlite.load();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = 60000");
                statement.execute("pragma synchronous = off");
                statement.execute("pragma main.journal_mode = wal");
                statement.execute(SCHEMA);
            }
            connection.setAutoCommit(false);
            return new Attributes(connection);
        } catch (SQLException | IOException e) {
            return null;
        }
    }

    Optional<Row> find(Key key) {
        if (failed) {
            return Optional.empty();
        }
        try {
            query.setLong(1, key.parent());
            query.setString(2, Latin1.toUnicode(key.name()));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            failed = true;
            return Optional.empty();
        }
    }

    private Row read(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        return new Row(id, switch (row.getInt(2)) {
            case 1 -> new Known.Names(names(id));
            case 2 -> new Known.Text(text(row, 3), context(text(row, 4)));
            case 3 -> new Known.Missing();
            case 4 -> new Known.Other();
            case 5 -> new Known.Failed();
            case 6 -> new Known.Truth(row.getInt(3) != 0);
            case 7 -> new Known.Texts(words(text(row, 3), "\t"));
            case 8 -> new Known.Whole(row.getLong(3));
            default -> new Known.Placeholder();
        });
    }

    private List<String> names(long id) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(text(rows, 1));
                }
            }
        }
        return names;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : Latin1.ofUnicode(text);
    }

    private static StringContext context(String text) {
        return StringContext.of(words(text, " "));
    }

    private static List<String> words(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }

    /// Writes what is known of an attribute; with the names of a set, that they exist.
    Row put(Key key, Known known) {
        long id = insert(key, known);
        if (known instanceof Known.Names(List<String> names)) {
            names.forEach(name -> insert(new Key(id, name), new Known.Placeholder()));
        }
        return new Row(id, known);
    }

    /// The row's number, 0 after a failure.
    private long insert(Key key, Known known) {
        if (failed) {
            return 0;
        }
        try {
            insert.setLong(1, key.parent());
            insert.setString(2, Latin1.toUnicode(key.name()));
            insert.setInt(3, known.type());
            insert.setNull(4, java.sql.Types.NULL);
            insert.setNull(5, java.sql.Types.NULL);
            switch (known) {
                case Known.Text(String text, StringContext context) -> {
                    insert.setString(4, Latin1.toUnicode(text));
                    if (!context.isEmpty()) {
                        insert.setString(5, Latin1.toUnicode(String.join(" ", context.elements())));
                    }
                }
                case Known.Truth(boolean value) -> insert.setInt(4, value ? 1 : 0);
                case Known.Whole(long value) -> insert.setLong(4, value);
                case Known.Texts(List<String> texts) ->
                    insert.setString(4, Latin1.toUnicode(String.join("\t", texts)));
                case Known.Placeholder _,Known.Names _,Known.Missing _,Known.Other _,Known.Failed _ -> {
                }
            }
            insert.executeUpdate();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select last_insert_rowid()")) {
                return row.getLong(1);
            }
        } catch (SQLException e) {
            failed = true;
            return 0;
        }
    }

    /// Keeps what was written.
    @Override
    public void close() {
        try (Connection open = connection) {
            if (!failed) {
                open.commit();
            }
        } catch (SQLException e) {
            failed = true;
        }
    }
}
