package flakelab.store;

import java.util.Map;

/// Reads from a derivation's text the paths of its outputs that are known before building.
///
/// Stores register them, but know no derivations themselves: the derivation room has the reader.
@FunctionalInterface
public interface DerivationOutputsReader {
    /// @param aterm the `.drv` file's content, one Latin-1 char per byte
    Map<String, StorePath> read(StoreDir dir, StorePath derivation, String aterm);
}
