/// The built-in functions: one class per family, one documented static method each.
///
/// Start at [Builtin], the annotation that makes a method a built-in function, and [Library], which finds them.
@NullMarked
package flakelab.builtin;

import org.jspecify.annotations.NullMarked;
