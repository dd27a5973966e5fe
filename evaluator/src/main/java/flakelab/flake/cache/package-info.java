/// What flakes' outputs evaluated to before, by fingerprint, in CppNix's own files.
///
/// Start at [EvalCache]; a [Cursor] stands on one attribute. Knows nothing of commands; works the same without a file.
@NullMarked
package flakelab.flake.cache;

import org.jspecify.annotations.NullMarked;
