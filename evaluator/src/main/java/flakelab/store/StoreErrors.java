package flakelab.store;

import static flakelab.text.Emphasis.format;
import static flakelab.text.Emphasis.of;
import static flakelab.text.Emphasis.strip;

import java.io.IOException;

/// The words of this room's errors (CppNix `src/libstore/path.cc`, `store-dir-config.cc`, `content-address.cc`).
public final class StoreErrors {
    private StoreErrors() {}

    static StoreException.BadPath emptyName() {
        return new StoreException.BadPath("name must not be empty");
    }

    static StoreException.BadPath longName(String name) {
        return bad("name '%s' must be no longer than %s characters", name, StorePath.MAX_NAME);
    }

    static StoreException.BadPath dotName(String name) {
        return bad("name '%s' is not valid", name);
    }

    static StoreException.BadPath dotComponent(String name, String component) {
        return bad("name '%s' is not valid: first dash-separated component must not be '%s'", name,
                component);
    }

    static StoreException.BadPath illegalName(String name, char c) {
        return bad("name '%s' contains illegal character '%s'", name, c);
    }

    static StoreException.BadPath badName(String baseName, StoreException.BadPath why) {
        return new StoreException.BadPath(
                "path '" + of(baseName) + "' is not a valid store path: " + strip(why.text()));
    }

    static StoreException.BadPath tooShort(String baseName) {
        return bad("'%s' is too short to be a valid store path", baseName);
    }

    static StoreException.BadPath illegalHash(String baseName, char c) {
        return bad("store path '%s' contains illegal base-32 character '%s'", baseName, c);
    }

    static StoreException.BadPath notDerivation(StorePath path) {
        return bad("store path '%s' is not a valid derivation path", path);
    }

    static StoreException.BadPath notInStore(String path) {
        return bad("path %s is not in the Nix store", "\"" + path + "\"");
    }

    static StoreException.BadPath outsideStore(String path) {
        return bad("path '%s' is not in the Nix store", path);
    }

    static StoreException gitAlgorithm(String algorithm) {
        return error("Git file ingestion must use SHA-1 or SHA-256 hash, but instead using: %s",
                algorithm);
    }

    static StoreException fixedReferences(String name) {
        return error("fixed output derivation '%s' is not allowed to refer to other store paths.\n"
                + "You may need to use the 'unsafeDiscardReferences' derivation attribute, see the manual for more"
                + " details.", name);
    }

    static StoreException textSelfReference() {
        return new StoreException("self-reference not allowed with text hashing");
    }

    static StoreException noContentAddress(String text) {
        return error("not a content address because it is not in the form '<prefix>:<rest>': %s",
                text);
    }

    static StoreException contentAddressHash(String text) {
        return error("content address hash must be in form '<algo>:<hash>', but found: %s", text);
    }

    static StoreException contentAddressPrefix(String prefix) {
        return error(
                "content address prefix '%s' is unrecognized. Recogonized prefixes are 'text' or 'fixed'",
                prefix);
    }

    static StoreException unknownMethod(String name) {
        return error("Unknown file ingestion method '%s', expect `flat`, `nar`, or `git`", name);
    }

    /// The path is not valid in the store.
    public static StoreException.InvalidPath notValid(String path) {
        return new StoreException.InvalidPath(format("path '%s' is not valid", path));
    }

    /// An operation the kind of store does not have.
    public static StoreException unsupported(String operation, String uri) {
        return error("operation '%s' is not supported by store '%s'", operation, uri);
    }

    /// An experimental feature is not enabled.
    public static StoreException missingFeature(String name) {
        return error("experimental Nix feature '%s' is disabled; add '--extra-experimental-features "
                + "%s' to enable it", name, name);
    }

    /// What the operating system said.
    public static StoreException io(String doing, IOException cause) {
        return new StoreException(doing + ": " + cause.getMessage());
    }

    /// Any other message; each `%s` is emphasised.
    public static StoreException error(String template, Object... arguments) {
        return new StoreException(format(template, arguments));
    }

    private static StoreException.BadPath bad(String template, Object... arguments) {
        return new StoreException.BadPath(format(template, arguments));
    }
}
