/// What expressions become: values, attribute sets and their shapes, string contexts, thunks, functions.
///
/// Start at [Value]; [Thunk] is laziness, [Attrs] and [Shape] are attribute sets. This room knows no evaluator and no file
/// system: code to run is an abstract [Code], files are behind [SourceAccessor].
@NullMarked
package flakelab.value;

import org.jspecify.annotations.NullMarked;
