/// Stores and their objects: store paths, what is known of one, content addresses.
///
/// Start at [Store]. The kinds of store are in the rooms below; this one knows no derivations and no Nix language.
@NullMarked
package flakelab.store;

import org.jspecify.annotations.NullMarked;
