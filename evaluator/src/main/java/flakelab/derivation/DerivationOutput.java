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
    record InputAddressed(StorePath path) implements DerivationOutput {
        @Override
        public DerivationType type() {
            return DerivationType.INPUT_ADDRESSED;
        }

        @Override
        public Optional<StorePath> path(StoreDir dir, String derivationName, String outputName) {
            return Optional.of(path);
        }
    }

    /// By a content hash promised in advance.
    record FixedOutput(ContentAddress ca) implements DerivationOutput {
        /// The output's path, of a derivation called `derivationName`.
        public StorePath fixedPath(StoreDir dir, String derivationName, String outputName) {
            return dir.makeContentAddressedPath(ca,
                    StoreDir.outputPathName(derivationName, outputName),
                    References.NONE);
        }

        @Override
        public DerivationType type() {
            return DerivationType.FIXED;
        }

        @Override
        public Optional<StorePath> path(StoreDir dir, String derivationName, String outputName) {
            return Optional.of(fixedPath(dir, derivationName, outputName));
        }
    }

    /// By the content, once it is built.
    record Floating(ContentAddressMethod method,
            HashAlgorithm algorithm) implements DerivationOutput {
        @Override
        public DerivationType type() {
            return DerivationType.FLOATING;
        }
    }

    /// By the derivation's own hash, but that waits for the path of a content-addressed input.
    record Deferred() implements DerivationOutput {
        @Override
        public DerivationType type() {
            return DerivationType.DEFERRED;
        }
    }

    /// By the content, which may be different every time.
    record Impure(ContentAddressMethod method,
            HashAlgorithm algorithm) implements DerivationOutput {
        @Override
        public DerivationType type() {
            return DerivationType.IMPURE;
        }
    }

    /// What a derivation with such an output is.
    DerivationType type();

    /// The output's path where it is known before building.
    default Optional<StorePath> path(StoreDir dir, String derivationName, String outputName) {
        return Optional.empty();
    }
}
