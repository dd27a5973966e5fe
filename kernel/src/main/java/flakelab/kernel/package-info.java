/// Jupyter messages around a session.
@NullMarked
package flakelab.kernel;

import org.jspecify.annotations.NullMarked;
