/// Builder processes: in a bubblewrap sandbox, or plainly where that is allowed. The only room that starts builders.
///
/// Start at [Sandbox]. It knows directories, mounts and environments, nothing of derivations.
@NullMarked
package flakelab.build.sandbox;

import org.jspecify.annotations.NullMarked;
