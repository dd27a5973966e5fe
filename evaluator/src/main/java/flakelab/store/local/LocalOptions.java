package flakelab.store.local;

import flakelab.store.PathInfo;
import flakelab.store.Realisation;
import flakelab.store.SecretKey;
import flakelab.store.StoreDir;
import java.util.List;
import java.util.TreeSet;

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

    /// Signed with all keys.
    PathInfo signed(PathInfo info, StoreDir dir) {
        TreeSet<String> signatures = new TreeSet<>(info.signatures());
        signers.forEach(key -> signatures.add(key.sign(info.fingerprint(dir)).toString()));
        return info.withSignatures(List.copyOf(signatures));
    }

    Realisation signed(Realisation realisation) {
        Realisation result = realisation;
        for (SecretKey key : signers) {
            result = result.signed(key);
        }
        return result;
    }
}
