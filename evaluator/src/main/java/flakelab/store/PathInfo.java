package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// What signatures of a path sign: path, archive hash and size, references.
    ///
    /// @throws StoreException if the size is not known
    public byte[] fingerprint(StoreDir dir) {
        if (narSize == 0) {
            throw StoreErrors.error(
                    "cannot calculate fingerprint of path '%s' because its size is not known",
                    dir.print(path));
        }
        String printed = references.stream()
            .sorted()
            .map(dir::print)
            .collect(Collectors.joining(","));
        return ("1;" + dir.print(path) + ";" + narHash.render(HashFormat.NIX32, true) + ";"
                + narSize + ";" + printed)
            .getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Whether the path follows from the content address it claims.
    public boolean isContentAddressed(StoreDir dir) {
        return ca.isPresent() && dir.makeContentAddressedPath(ca.get(), path.name(),
                References.of(Set.copyOf(references), path))
            .equals(path);
    }

    /// The same content in another store directory.
    public PathInfo withPath(StorePath changed) {
        return new PathInfo(changed, narHash, narSize, references, deriver, signatures, ultimate, ca,
                registrationTime);
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
