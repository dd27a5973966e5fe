package flakelab.derivation;

import flakelab.hash.Hash;
import java.util.SortedMap;

/// The hash modulo fixed outputs of a derivation, by output (all the same but for fixed outputs).
///
/// @param deferred whether it depends on paths known only after building, so that no output path follows from it
public record DerivationHash(SortedMap<String, Hash> outputs, boolean deferred) {}
