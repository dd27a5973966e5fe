package flakelab.fetch;

import java.nio.file.Path;
import java.util.Map;

/// What configuration says about fetching; names in comments are those of `nix.conf`.
///
/// @param accessTokens    host, perhaps with a path, to token (`access-tokens`)
/// @param allowDirty      whether working trees with changes may be used (`allow-dirty`)
/// @param warnDirty       whether such use is warned about (`warn-dirty`)
/// @param allowDirtyLocks whether a lock file may rest on a NAR hash alone (`allow-dirty-locks`)
/// @param trustForges     whether a forge's archive of a commit counts as locked (`trust-tarballs-from-git-forges`)
/// @param tarballTtl      for how many seconds a download needs no look at the server (`tarball-ttl`)
/// @param cacheDirectory  usually `~/.cache/nix`
/// @param network         how servers are talked to
/// @param forceClone      whether local repositories are mirrored like remote ones (tests: `_NIX_FORCE_HTTP`)
public record FetchSettings(Map<String, String> accessTokens, boolean allowDirty, boolean warnDirty,
        boolean allowDirtyLocks, boolean trustForges, long tarballTtl, Path cacheDirectory,
        Network network, boolean forceClone) {
    public FetchSettings {
        accessTokens = Map.copyOf(accessTokens);
    }

    /// CppNix's defaults, with this cache.
    public static FetchSettings of(Path cacheDirectory) {
        return new FetchSettings(Map.of(), true, true, false, true, 3600, cacheDirectory,
                Network.DEFAULT, false);
    }

    public FetchSettings withTarballTtl(long seconds) {
        return new FetchSettings(accessTokens, allowDirty, warnDirty, allowDirtyLocks, trustForges,
                seconds,
                cacheDirectory, network, forceClone);
    }

    public FetchSettings withAllowDirtyLocks(boolean allow) {
        return new FetchSettings(accessTokens, allowDirty, warnDirty, allow, trustForges,
                tarballTtl, cacheDirectory, network, forceClone);
    }

    public FetchSettings withNetwork(Network other) {
        return new FetchSettings(accessTokens, allowDirty, warnDirty, allowDirtyLocks, trustForges,
                tarballTtl, cacheDirectory, other, forceClone);
    }
}
