package flakelab.builtin;

import flakelab.store.Store;
import flakelab.store.StorePath;

/// What gets things from the network for `fetchurl`, `fetchTarball` and `fetchClosure`; a session gives one to its evaluator by
/// `ev.own(Downloader.class, …)`.
public interface Downloader {
    /// Refuses an address that restricted evaluation may not use.
    ///
    /// @throws flakelab.eval.EvalException.Forbidden in CppNix's words
    void checkAllowed(String url);

    /// Downloads a file into the store under a name.
    StorePath download(String url, String name);

    /// Downloads an archive, unpacks it and puts what is in its single directory (or in it) into the store under a name.
    StorePath unpack(String url, String name);

    /// A store to fetch from; the caller closes it.
    Store open(String address);

    /// Copies a path and all it refers to into the session's store; what must be signed is checked.
    void copyClosure(Store from, StorePath path);
}
