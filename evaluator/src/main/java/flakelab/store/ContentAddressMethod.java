package flakelab.store;

import flakelab.hash.HashAlgorithm;

/// How an object's content becomes the hash its path is computed from.
///
/// See the manual's "Content-addressing store objects" and CppNix `src/libstore/content-address.cc`.
public enum ContentAddressMethod {
    /// The bytes of a single file.
    FLAT("flat", ""),
    /// The Nix archive.
    NAR("nar", "r:"),
    /// The bytes of a single file that may refer to other paths: derivations and `builtins.toFile`.
    TEXT("text", "text:"),
    /// The tree hash of git.
    GIT("git", "git:");

    private final String nixName;
    private final String prefix;

    ContentAddressMethod(String nixName, String prefix) {
        this.nixName = nixName;
        this.prefix = prefix;
    }

    /// The name in `outputHashMode` and JSON.
    public String nixName() {
        return nixName;
    }

    /// What stands before the algorithm in a derivation's output: empty, `r:`, `text:`, `git:`.
    public String prefix() {
        return prefix;
    }

    /// What stands before the algorithm in a content address.
    String addressPrefix() {
        return this == TEXT ? prefix : "fixed:" + prefix;
    }

    /// `fixed:r:sha256`, as the worker protocol names method and algorithm.
    public String renderWithAlgorithm(HashAlgorithm algorithm) {
        return addressPrefix() + algorithm.nixName();
    }

    /// Reads a name.
    ///
    /// @throws StoreException for a name that is none
    public static ContentAddressMethod parse(String name) {
        for (ContentAddressMethod method : values()) {
            if (method.nixName.equals(name)) {
                return method;
            }
        }
        throw StoreErrors.unknownMethod(name);
    }

    /// The method a derivation output's `r:sha256` begins with.
    public static ContentAddressMethod ofPrefix(String text) {
        for (ContentAddressMethod method : values()) {
            if (method != FLAT && text.startsWith(method.prefix)) {
                return method;
            }
        }
        return FLAT;
    }
}
