package flakelab.fetch;

import java.nio.file.Path;
import java.util.Optional;

/// How servers are talked to; names in comments are those of `nix.conf`.
///
/// @param attempts       how often a download is tried, at least once (`download-attempts`)
/// @param connectTimeout seconds to wait for a connection; 0: no limit (`connect-timeout`)
/// @param stalledTimeout seconds without data after which a transfer is given up (`stalled-download-timeout`)
/// @param netrcFile      names and passwords by host (`netrc-file`)
/// @param certificates   a PEM file of those to trust; without it, those Java trusts (`ssl-cert-file`)
/// @param userAgent      what is added to our own (`user-agent-suffix`)
/// @param http2          whether HTTP/2 is offered to servers (`http2`)
/// @param proxies        what stands between
public record Network(long attempts, long connectTimeout, long stalledTimeout,
        Optional<Path> netrcFile, Optional<Path> certificates, String userAgent, boolean http2,
        Proxies proxies) {

    /// CppNix's defaults.
    public static final Network DEFAULT = new Network(5, 15, 300, Optional.empty(),
            Optional.empty(), "", true, Proxies.NONE);

    String agent() {
        return "Flakelab Nix/2.34.8" + (userAgent.isEmpty() ? "" : " " + userAgent);
    }

    public Network withAttempts(long count) {
        return new Network(count, connectTimeout, stalledTimeout, netrcFile, certificates,
                userAgent, http2, proxies);
    }
}
