/// Binary caches: stores that are files behind a URL, `https://…` or `file://…`.
///
/// Start at [BinaryCache].
@NullMarked
package flakelab.store.cache;

import org.jspecify.annotations.NullMarked;
