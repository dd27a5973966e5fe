package flakelab.session.command;

import flakelab.store.StorePath;
import flakelab.text.NixException;

/// Hears what checking one thing brings to light. Things are independent of each other: each may be checked on a thread of
/// its own with a recording listener, and what was recorded told in order.
interface Finding {
    /// What is being done.
    void info(String line);

    void warn(String message);

    /// Something is wrong; returns if the check goes on.
    ///
    /// @throws NixException the same, if it does not
    void failed(NixException error);

    /// A derivation, evaluated.
    void derivation(String path, StorePath derivation);
}
