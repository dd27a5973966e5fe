/// Where sources come from: [flakelab.fetch.Input] says what to fetch, [flakelab.fetch.Fetchers] fetches it.
///
/// Start with those two. This room knows stores and hashes; it knows nothing of Nix expressions, flakes or terminals.
@NullMarked
package flakelab.fetch;

import org.jspecify.annotations.NullMarked;
