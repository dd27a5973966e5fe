/// The Jupyter kernel: messages in, a session's answers out. Start at [Kernel]; [Main] is the command line.
///
/// It sees a session only through [Interpreter], and the network only through `flakelab.kernel.wire`.
@NullMarked
package flakelab.kernel;

import org.jspecify.annotations.NullMarked;
