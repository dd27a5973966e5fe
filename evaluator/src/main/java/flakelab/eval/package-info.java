/// From expressions to values: resolving names, executable nodes, calls, coercions, equality, traces, printing.
///
/// Start at [Evaluator]; [World] is the one door to effects. This room knows no built-in function and opens no file itself.
///
/// Code that every start runs through tells types apart by `instanceof`: at its first use a switch over types has the JVM
/// generate a class, most of a millisecond that no AOT cache saves.
@NullMarked
package flakelab.eval;

import org.jspecify.annotations.NullMarked;
