/// Derivations: what to build, written as an ATerm or JSON, and the hashes that give their outputs their paths.
///
/// Start at [Derivation] and [Derivations]. This room knows stores, but neither builds nor the Nix language.
@NullMarked
package flakelab.derivation;

import org.jspecify.annotations.NullMarked;
