/// How things look: values, diagnostics, lock graphs as text and as HTML.
///
/// Start at [Displays]. Nothing here forces a value unless told to.
@NullMarked
package flakelab.session.display;

import org.jspecify.annotations.NullMarked;
