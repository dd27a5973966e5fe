package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;

/// The claim that an object's path follows from its content: `fixed:r:sha256:…`, `text:sha256:…`.
public record ContentAddress(ContentAddressMethod method, Hash hash) {
    /// As in a path's information: the hash in Nix 32.
    public String render() {
        return method.addressPrefix() + hash.algorithm().nixName() + ":" + hash.toNix32();
    }

    /// `r:sha256`, as in a derivation's output.
    public String methodAlgorithm() {
        return method.prefix() + hash.algorithm().nixName();
    }

    /// Reads what [#render] writes.
    ///
    /// @throws StoreException in CppNix's words
    public static ContentAddress parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw StoreErrors.noContentAddress(text);
        }
        String rest = text.substring(colon + 1);
        ContentAddressMethod method = switch (text.substring(0, colon)) {
            case "text" -> ContentAddressMethod.TEXT;
            case "fixed" -> {
                ContentAddressMethod named = ContentAddressMethod.ofPrefix(rest);
                yield named == ContentAddressMethod.TEXT ? ContentAddressMethod.FLAT : named;
            }
            default -> throw StoreErrors.contentAddressPrefix(text.substring(0, colon));
        };
        if (method != ContentAddressMethod.TEXT) {
            rest = rest.substring(method.prefix().length());
        }
        int second = rest.indexOf(':');
        if (second < 0) {
            throw StoreErrors.contentAddressHash(text);
        }
        HashAlgorithm algorithm = HashAlgorithm.parse(rest.substring(0, second));
        return new ContentAddress(method,
                Hash.parseNonSriUnprefixed(rest.substring(second + 1), algorithm));
    }

    @Override
    public String toString() {
        return render();
    }
}
