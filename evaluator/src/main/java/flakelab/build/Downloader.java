package flakelab.build;

import java.io.IOException;
import java.io.OutputStream;

/// Fetches what `builtin:fetchurl` is told to; given by who knows the network.
@FunctionalInterface
public interface Downloader {
    /// Knows no scheme but `file:`, which needs none.
    Downloader NONE = (url, out) -> {
        throw new IOException("unable to download '" + url + "': there is no network here");
    };

    /// Writes what is at a URL (`http`, `https` …), exactly as it is there.
    void download(String url, OutputStream out) throws IOException;
}
