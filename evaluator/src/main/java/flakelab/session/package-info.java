/// One persistent evaluator session: what the terminal, the notebook kernel and the command line talk to.
///
/// Start at [Session]. The only room that constructs stores, fetchers and builders; it knows no terminal and no
/// protocol. Text here is ordinary Unicode Java text: Nix's byte strings are decoded at this door.
@NullMarked
package flakelab.session;

import org.jspecify.annotations.NullMarked;
