/// Help while typing: completion, inspection, colours, completeness.
///
/// Looks at what is there and never fetches, builds or writes; forcing is bounded in time.
@NullMarked
package flakelab.session.assist;

import org.jspecify.annotations.NullMarked;
