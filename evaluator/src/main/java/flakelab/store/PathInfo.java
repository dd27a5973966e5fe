package flakelab.store;

import flakelab.hash.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a store knows of a valid path.
///
/// @param narHash          SHA-256 of the object's archive
/// @param narSize          the archive's length in bytes; 0 where unknown
/// @param references       sorted; may hold the path itself
/// @param signatures       `key-name:base64`
/// @param ultimate         built here, so trusted without a signature
/// @param registrationTime in whole seconds
public record PathInfo(StorePath path, Hash narHash, long narSize, List<StorePath> references,
        Optional<StorePath> deriver, List<String> signatures, boolean ultimate,
        Optional<ContentAddress> ca,
        Instant registrationTime) {
    public PathInfo {
        references = List.copyOf(references);
        signatures = List.copyOf(signatures);
    }

    /// A path that is only described by its content so far.
    public static PathInfo of(StorePath path, Hash narHash, long narSize) {
        return new PathInfo(path, narHash, narSize, List.of(), Optional.empty(), List.of(), false,
                Optional.empty(),
                Instant.EPOCH);
    }

    public PathInfo withReferences(List<StorePath> changed) {
        return new PathInfo(path, narHash, narSize, changed, deriver, signatures, ultimate, ca,
                registrationTime);
    }

    public PathInfo withDeriver(Optional<StorePath> changed) {
        return new PathInfo(path, narHash, narSize, references, changed, signatures, ultimate, ca,
                registrationTime);
    }

    public PathInfo withSignatures(List<String> changed) {
        return new PathInfo(path, narHash, narSize, references, deriver, changed, ultimate, ca,
                registrationTime);
    }

    public PathInfo withUltimate(boolean changed) {
        return new PathInfo(path, narHash, narSize, references, deriver, signatures, changed, ca,
                registrationTime);
    }

    public PathInfo withCa(Optional<ContentAddress> changed) {
        return new PathInfo(path, narHash, narSize, references, deriver, signatures, ultimate,
                changed,
                registrationTime);
    }

    public PathInfo withRegistrationTime(Instant changed) {
        return new PathInfo(path, narHash, narSize, references, deriver, signatures, ultimate, ca,
                changed);
    }
}
