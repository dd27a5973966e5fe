/// From expressions to values: resolving names, executable nodes, calls, coercions, equality, traces, printing.
///
/// Start at [Evaluator]; [World] is the one door to effects. This room knows no built-in function and opens no file itself.
@NullMarked
package flakelab.eval;

import org.jspecify.annotations.NullMarked;
