/// Flakes: references to them ([flakelab.flake.FlakeRef]), what `flake.nix` says ([flakelab.flake.FlakeFile]), locking
/// ([flakelab.flake.Locker], [flakelab.flake.LockFile]) and calling them ([flakelab.flake.Flakes]).
///
/// Start with `Locker` and `Flakes`. This room knows no commands and no terminals.
@NullMarked
package flakelab.flake;

import org.jspecify.annotations.NullMarked;
