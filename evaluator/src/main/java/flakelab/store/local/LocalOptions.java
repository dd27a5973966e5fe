package flakelab.store.local;

import flakelab.store.SecretKey;
import java.util.List;

/// How a local store works: the settings of `nix.conf` that concern it.
///
/// @param readOnly         nothing is written; adding only computes paths
/// @param autoOptimise     equal files become one (`auto-optimise-store`)
/// @param contentAddressed the database has a table of realisations (the experimental feature `ca-derivations`)
/// @param syncMetadata     the database waits for the disk (`fsync-metadata`)
/// @param syncPaths        so do new objects (`fsync-store-paths`)
/// @param writeAhead       the database logs ahead (`use-sqlite-wal`)
/// @param signers          sign what is built here (`secret-key-files`)
public record LocalOptions(boolean readOnly, boolean autoOptimise, boolean contentAddressed,
        boolean syncMetadata, boolean syncPaths, boolean writeAhead, List<SecretKey> signers) {
    /// CppNix's defaults.
    public static LocalOptions of(boolean readOnly) {
        return new LocalOptions(readOnly, false, false, true, false, true, List.of());
    }
}
