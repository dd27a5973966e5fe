package flakelab.build;

import flakelab.store.StorePath;
import java.util.Optional;

/// An output while it is built.
///
/// @param path  what the builder is told: its final path, or a made-up one where that is not known or taken
/// @param known its final path, where that follows from the derivation or an earlier build
/// @param valid whether the final path is in the store already
record Scratch(StorePath path, Optional<StorePath> known, boolean valid) {}
