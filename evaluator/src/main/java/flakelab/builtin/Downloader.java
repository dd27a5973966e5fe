package flakelab.builtin;

import flakelab.store.StorePath;

/// What gets files from the network for `fetchurl` and `fetchTarball`; a session gives one to its evaluator by
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
}
