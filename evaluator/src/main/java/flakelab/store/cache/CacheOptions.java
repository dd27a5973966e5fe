package flakelab.store.cache;

import flakelab.store.SecretKey;
import flakelab.store.StoreDir;
import java.util.List;
import java.util.OptionalInt;

/// How a binary cache is used: the parameters of its address.
///
/// @param dir         the store directory its paths are of
/// @param compression of archives that are added
/// @param level       how hard to compress; -1: as usual
/// @param listings    whether what is in an archive is written beside it (`write-nar-listing`)
/// @param signers     sign what is added
/// @param priority    overrides what the cache says
public record CacheOptions(StoreDir dir, Compression compression, int level, boolean listings,
        List<SecretKey> signers, OptionalInt priority) {
    /// CppNix's defaults.
    public static CacheOptions of(StoreDir dir) {
        return new CacheOptions(dir, Compression.XZ, -1, false, List.of(), OptionalInt.empty());
    }

    CacheOptions with(Compression method, List<SecretKey> keys) {
        return new CacheOptions(dir, method, level, listings, keys, priority);
    }
}
