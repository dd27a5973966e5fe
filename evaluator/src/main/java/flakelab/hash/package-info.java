/// Hashes as Nix names, writes and reads them: algorithms, Nix's base 32, SRI.
///
/// Start at [Hash]. This room knows neither stores nor the Nix language.
@NullMarked
package flakelab.hash;

import org.jspecify.annotations.NullMarked;
