package flakelab.store.local;

import flakelab.store.DrvOutput;
import flakelab.store.Realisation;
import flakelab.store.StoreDir;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What content-addressed outputs turned out to be, in the store's database (CppNix
/// `src/libstore/ca-specific-schema.sql`). Belongs to one thread at a time.
final class RealisationTable {
    private static final String MIGRATION = "20220326-ca-derivations";
    private static final String[] CREATE = {"""
            create table if not exists Realisations (
                id integer primary key autoincrement not null,
                drvPath text not null,
                outputName text not null,
                outputPath integer not null,
                signatures text,
                foreign key (outputPath) references ValidPaths(id) on delete cascade
            )""",
            "create index if not exists IndexRealisations on Realisations(drvPath, outputName)",
            """
                    create trigger if not exists DeleteSelfRefsViaRealisations before delete on ValidPaths
                      begin
                        delete from RealisationsRefs where realisationReference in (
                          select id from Realisations where outputPath = old.id
                        );
                      end""", """
                    create table if not exists RealisationsRefs (
                        referrer integer not null,
                        realisationReference integer,
                        foreign key (referrer) references Realisations(id) on delete cascade,
                        foreign key (realisationReference) references Realisations(id) on delete restrict
                    )""", """
                    create index if not exists IndexRealisationsRefsRealisationReference
                      on RealisationsRefs(realisationReference)""",
            "create index if not exists IndexRealisationsRefs on RealisationsRefs(referrer)",
            "create index if not exists IndexRealisationsRefsOnOutputPath on Realisations(outputPath)",
            "insert or ignore into SchemaMigrations values ('" + MIGRATION + "')"};

    private final StoreDir dir;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement update;

    /// Makes the tables where they are missing.
    RealisationTable(Connection connection, StoreDir dir) throws SQLException {
        this.dir = dir;
        try (Statement plain = connection.createStatement()) {
            boolean made;
            try (ResultSet row = plain.executeQuery(
                    "select 1 from SchemaMigrations where migration = '" + MIGRATION + "'")) {
                made = row.next();
            }
            for (String statement : made ? new String[0] : CREATE) {
                plain.execute(statement);
            }
        }
        select = connection.prepareStatement("select path, signatures from Realisations"
                + " join ValidPaths on ValidPaths.id = outputPath"
                + " where drvPath = ? and outputName = ?");
        insert = connection.prepareStatement(
                "insert into Realisations (drvPath, outputName, outputPath, signatures)"
                        + " values (?, ?, (select id from ValidPaths where path = ?), ?)");
        update = connection.prepareStatement(
                "update Realisations set signatures = ? where drvPath = ? and outputName = ?");
    }

    /// Adds a realisation; one that is known gets its signatures, too.
    ///
    /// @throws flakelab.store.StoreException if another path is known to be that output
    void add(Realisation realisation) throws SQLException {
        Optional<Realisation> before = query(realisation.id());
        if (before.isEmpty()) {
            insert(realisation);
        } else if (before.get().path().equals(realisation.path())) {
            Set<String> all = new TreeSet<>(before.get().signatures());
            all.addAll(realisation.signatures());
            setSignatures(realisation.withSignatures(List.copyOf(all)));
        } else {
            throw LocalErrors.otherRealisation(dir, before.get(), realisation);
        }
    }

    Optional<Realisation> query(DrvOutput id) throws SQLException {
        select.setString(1, id.hashText());
        select.setString(2, id.outputName());
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            String signatures = Optional.ofNullable(row.getString(2)).orElse("");
            return Optional.of(new Realisation(id, dir.parse(row.getString(1)),
                    signatures.isEmpty() ? List.of() : List.of(signatures.split(" "))));
        }
    }

    private void insert(Realisation realisation) throws SQLException {
        insert.setString(1, realisation.id().hashText());
        insert.setString(2, realisation.id().outputName());
        insert.setString(3, dir.print(realisation.path()));
        insert.setString(4, String.join(" ", realisation.signatures()));
        insert.executeUpdate();
    }

    private void setSignatures(Realisation realisation) throws SQLException {
        update.setString(1, String.join(" ", realisation.signatures()));
        update.setString(2, realisation.id().hashText());
        update.setString(3, realisation.id().outputName());
        update.executeUpdate();
    }
}
