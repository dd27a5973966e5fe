package flakelab.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The keys whose owners may say what a path contains.
public final class TrustedKeys {
    private final Map<String, PublicKey> keys = new HashMap<>();

    public TrustedKeys(Collection<PublicKey> trusted) {
        trusted.forEach(key -> keys.putIfAbsent(key.name(), key));
    }

    /// Whether a path's information may be believed: its path follows from its content, which is checked on import, or
    /// one of the keys signed it.
    public boolean trusts(StoreDir dir, PathInfo info) {
        return info.isContentAddressed(dir)
                || info.signatures()
                    .stream()
                    .map(Signature::parse)
                    .anyMatch(it -> signed(dir, info, it));
    }

    /// Whether a trusted key made this signature of the path.
    public boolean signed(StoreDir dir, PathInfo info, Signature signature) {
        PublicKey key = keys.get(signature.keyName());
        return key != null && key.verifies(info.fingerprint(dir), signature);
    }

    /// @throws StoreException unless [#trusts]
    public void require(StoreDir dir, PathInfo info) {
        if (!trusts(dir, info)) {
            throw StoreErrors.error(
                    "cannot add path '%s' because it lacks a signature by a trusted key",
                    dir.print(info.path()));
        }
    }
}
