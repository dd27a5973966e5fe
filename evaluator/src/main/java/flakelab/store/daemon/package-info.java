/// Stores behind another Nix: the worker protocol, over the daemon's socket or ssh.
///
/// Start at [DaemonStore].
@NullMarked
package flakelab.store.daemon;

import org.jspecify.annotations.NullMarked;
