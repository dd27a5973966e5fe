/// Builds: what is missing, in which order, each derivation's environment, its outputs scanned, checked and registered.
///
/// Start at [Builder]. This room knows stores and derivations, no Nix expressions, no HTTP, and starts no processes:
/// a [Launcher] does.
@NullMarked
package flakelab.build;

import org.jspecify.annotations.NullMarked;
