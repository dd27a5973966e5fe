/// The one-shot command line: `flakelab eval …` and the programs of Nix by their own names.
///
/// Start at [CommandLine]. Flags are read with Nix's grammar and words; the work is done by the session's room.
@NullMarked
package flakelab.repl.cli;

import org.jspecify.annotations.NullMarked;
