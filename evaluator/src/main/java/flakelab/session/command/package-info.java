/// The commands, one class each, the same at every door: `:name` in the terminal and in a cell, `flakelab name` in a shell.
///
/// Start at [Commands], the table of all of them.
@NullMarked
package flakelab.session.command;

import org.jspecify.annotations.NullMarked;
