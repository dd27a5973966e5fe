/// Nix archives: what a file system tree is to Nix, written, read, hashed and listed.
///
/// Start at [Tree] and [NarWriter]. This room knows files and hashes, no stores.
@NullMarked
package flakelab.nar;

import org.jspecify.annotations.NullMarked;
