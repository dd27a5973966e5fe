/// The terminal: JLine's loop around a session.
@NullMarked
package flakelab.repl;

import org.jspecify.annotations.NullMarked;
