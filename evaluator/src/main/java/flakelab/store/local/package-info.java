/// The store on this machine's disk: CppNix's own layout, database, locks and garbage collector roots.
///
/// Start at [LocalStore]. Real Nix may use the same store at the same time.
@NullMarked
package flakelab.store.local;

import org.jspecify.annotations.NullMarked;
