package flakelab.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The proxies environment variables name, read as curl does: `https_proxy`, `http_proxy` (in small letters only),
/// `all_proxy`, `no_proxy`.
///
/// @param byScheme scheme, or `all`, to `http://host:port`
/// @param direct   hosts and domains that are asked directly; `*`: all
public record Proxies(Map<String, String> byScheme, List<String> direct) {
    public static final Proxies NONE = new Proxies(Map.of(), List.of());
    private static final int USUAL_PORT = 1080;

    public static Proxies of(Map<String, String> environment) {
        Map<String, String> found = new java.util.HashMap<>();
        variable(environment, "http_proxy").ifPresent(it -> found.put("http", it));
        variable(environment, "https_proxy", "HTTPS_PROXY").ifPresent(it -> found.put("https", it));
        variable(environment, "all_proxy", "ALL_PROXY").ifPresent(it -> found.put("all", it));
        String direct = variable(environment, "no_proxy", "NO_PROXY").orElse("");
        return new Proxies(Map.copyOf(found), List.of(direct.split("[, ]+")));
    }

    private static Optional<String> variable(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null) {
                return Optional.of(value).filter(it -> !it.isEmpty());
            }
        }
        return Optional.empty();
    }

    /// What to talk through to reach an address.
    Proxy proxyFor(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String address = byScheme.getOrDefault(scheme, byScheme.getOrDefault("all", ""));
        String host = uri.getHost();
        if (address.isEmpty() || host == null || isDirect(host)) {
            return Proxy.NO_PROXY;
        }
        URI proxy = URI.create(address.contains("://") ? address : "http://" + address);
        int port = proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port));
    }

    private boolean isDirect(String host) {
        return direct.stream().filter(it -> !it.isEmpty()).anyMatch(entry -> {
            String domain = entry.startsWith(".") ? entry.substring(1) : entry;
            return entry.equals("*") || host.equalsIgnoreCase(domain)
                    || host.toLowerCase(Locale.ROOT)
                        .endsWith("." + domain.toLowerCase(Locale.ROOT));
        });
    }

    ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxyFor(uri));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // The transfer that fails says so.
            }
        };
    }
}
