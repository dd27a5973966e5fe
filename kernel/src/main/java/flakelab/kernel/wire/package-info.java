/// Jupyter's wire protocol 5.5 over ZeroMQ: sockets, frames, signatures. Start at [Sockets] and [Codec].
///
/// It knows nothing of what messages mean. <https://jupyter-client.readthedocs.io/en/stable/messaging.html>
@NullMarked
package flakelab.kernel.wire;

import org.jspecify.annotations.NullMarked;
