package flakelab.store.local;

/// How a local store works: the settings of `nix.conf` that concern it.
///
/// @param readOnly         nothing is written; adding only computes paths
/// @param autoOptimise     equal files become one (`auto-optimise-store`)
/// @param contentAddressed the database has a table of realisations (the experimental feature `ca-derivations`)
/// @param syncMetadata     the database waits for the disk (`fsync-metadata`)
/// @param syncPaths        so do new objects (`fsync-store-paths`)
/// @param writeAhead       the database logs ahead (`use-sqlite-wal`)
public record LocalOptions(boolean readOnly, boolean autoOptimise, boolean contentAddressed,
        boolean syncMetadata, boolean syncPaths, boolean writeAhead) {
    /// CppNix's defaults.
    public static LocalOptions of(boolean readOnly) {
        return new LocalOptions(readOnly, false, false, true, false, true);
    }
}
