package flakelab.derivation;

import flakelab.hash.HashAlgorithm;
import flakelab.store.ContentAddress;
import flakelab.store.ContentAddressMethod;
import flakelab.store.References;
import flakelab.store.StoreDir;
import flakelab.store.StorePath;
import java.util.Optional;

/// How an output of a derivation gets its path.
///
/// See the manual's "Derivation outputs and types of derivations".
public sealed interface DerivationOutput {
    /// By the derivation's own hash; the path is known.
    record InputAddressed(StorePath path) implements DerivationOutput {}

    /// By a content hash promised in advance.
    record FixedOutput(ContentAddress ca) implements DerivationOutput {
        /// The output's path, of a derivation called `derivationName`.
        public StorePath fixedPath(StoreDir dir, String derivationName, String outputName) {
            return dir.makeContentAddressedPath(ca,
                    StoreDir.outputPathName(derivationName, outputName),
                    References.NONE);
        }
    }

    /// By the content, once it is built.
    record Floating(ContentAddressMethod method,
            HashAlgorithm algorithm) implements DerivationOutput {}

    /// By the derivation's own hash, but that waits for the path of a content-addressed input.
    record Deferred() implements DerivationOutput {}

    /// By the content, which may be different every time.
    record Impure(ContentAddressMethod method,
            HashAlgorithm algorithm) implements DerivationOutput {}

    /// The output's path where it is known before building.
    default Optional<StorePath> path(StoreDir dir, String derivationName, String outputName) {
        return switch (this) {
            case InputAddressed(StorePath path) -> Optional.of(path);
            case FixedOutput fixed -> Optional.of(fixed.fixedPath(dir, derivationName, outputName));
            case Floating _,Deferred _,Impure _ -> Optional.empty();
        };
    }
}
