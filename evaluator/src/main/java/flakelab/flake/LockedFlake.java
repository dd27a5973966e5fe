package flakelab.flake;

import flakelab.fetch.Fetchers;
import flakelab.fetch.Input;
import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import java.util.Map;
import java.util.Optional;

/// A flake and the lock of all its inputs.
///
/// @param places where the flake and those inputs lie that were fetched while locking
public record LockedFlake(Flake flake, LockFile lockFile, Map<LockFile.Node, Place> places) {
    /// Names everything the flake's evaluation depends on; empty if something may change.
    public Optional<Hash> fingerprint(Fetchers fetchers) {
        if (lockFile.unlocked(fetchers.settings()).isPresent()) {
            return Optional.empty();
        }
        // As CppNix, which takes the source's name before what the flake says of itself is applied.
        Input source = flake.locked().input();
        for (String name : flake.self().values().keySet()) {
            source = source.without(name);
        }
        return fetchers.fingerprint(source).map(name -> {
            StringBuilder text = new StringBuilder(name).append(';')
                .append(flake.locked().subdir())
                .append(';')
                .append(LockFileJson.write(lockFile).text());
            flake.locked()
                .input()
                .revCount()
                .ifPresent(count -> text.append(";revCount=").append(count));
            flake.locked()
                .input()
                .lastModified()
                .ifPresent(time -> text.append(";lastModified=").append(time));
            return Hash.ofLatin1(HashAlgorithm.SHA256, text.toString());
        });
    }
}
