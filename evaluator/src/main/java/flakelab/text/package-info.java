/// Text and what is said about it: sources, positions, diagnostics and how they are written out.
///
/// Start at [Diagnostic]. This room knows nothing of Nix expressions, the network or the terminal.
@NullMarked
package flakelab.text;

import org.jspecify.annotations.NullMarked;
