package flakelab.store;

import flakelab.hash.Hash;
import flakelab.hash.HashAlgorithm;
import java.util.Optional;
import java.util.Set;

/// The logical store directory, `/nix/store`, which is part of every path's hash, wherever the files really are.
///
/// The path computations are the manual's "Store path specification" and CppNix `src/libstore/store-dir-config.cc`.
public record StoreDir(String path) {
    /// `/nix/store`.
    public static final StoreDir DEFAULT = new StoreDir("/nix/store");

    /// The full path: `/nix/store/hash-name`.
    public String print(StorePath storePath) {
        return path + "/" + storePath.hashPart() + "-" + storePath.name();
    }

    /// Reads a full path of an object directly in the store.
    ///
    /// @throws StoreException.BadPath if it is not one
    public StorePath parse(String text) {
        String canonical = canonical(text);
        int slash = canonical.lastIndexOf('/');
        if (!canonical.substring(0, slash).equals(path)) {
            throw StoreErrors.notInStore(canonical);
        }
        return StorePath.parse(canonical.substring(slash + 1));
    }

    /// As [#parse], empty instead of an error.
    public Optional<StorePath> maybeParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (StoreException.BadPath e) {
            return Optional.empty();
        }
    }

    /// A path inside a store object: the object, and the rest (`""` or `/…`).
    public record Inside(StorePath path, String rest) {}

    /// Splits a path that is a store object or lies in one.
    ///
    /// @throws StoreException.BadPath if it is outside the store
    public Inside parseInside(String text) {
        String canonical = canonical(text);
        if (!isInStore(canonical)) {
            throw StoreErrors.outsideStore(text);
        }
        int slash = canonical.indexOf('/', path.length() + 1);
        if (slash < 0) {
            return new Inside(parse(canonical), "");
        }
        return new Inside(parse(canonical.substring(0, slash)), canonical.substring(slash));
    }

    /// Whether a path lies below the store directory.
    public boolean isInStore(String text) {
        return text.length() > path.length() + 1 && text.startsWith(path)
                && text.charAt(path.length()) == '/';
    }

    private static String canonical(String text) {
        if (text.startsWith("/") && !text.contains("//") && !text.contains("/.")
                && !text.endsWith("/")) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (String part : text.split("/", -1)) {
            switch (part) {
                case "", "." -> {
                }
                case ".." -> out.setLength(Math.max(0, out.lastIndexOf("/")));
                default -> out.append('/').append(part);
            }
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    /// The path of an object of some type (`text`, `source`, `output:out` …) whose inner hash is given as text.
    public StorePath makeStorePath(String type, String innerHash, String name) {
        Hash hash = Hash.ofLatin1(HashAlgorithm.SHA256,
                type + ":" + innerHash + ":" + path + ":" + name);
        return StorePath.of(hash.compress(20), name);
    }

    /// As above, of a hash.
    public StorePath makeStorePath(String type, Hash innerHash, String name) {
        return makeStorePath(type, innerHash.algorithm().nixName() + ":" + innerHash.toBase16(),
                name);
    }

    /// The path of an output of the derivation called `name` whose hash modulo fixed outputs is known.
    public StorePath makeOutputPath(String outputName, Hash modulo, String name) {
        return makeStorePath("output:" + outputName, modulo, outputPathName(name, outputName));
    }

    /// The name of an output's path: the derivation's, and `-dev` and so on for all but `out`.
    public static String outputPathName(String derivationName, String outputName) {
        return outputName.equals("out") ? derivationName : derivationName + "-" + outputName;
    }

    /// The path of a text that refers to others.
    public StorePath makeTextPath(String name, Hash sha256, Set<StorePath> references) {
        return makeStorePath(type("text", References.of(references)), sha256, name);
    }

    /// The path of an object whose content hash is fixed by flat, archive or git hashing.
    ///
    /// @throws StoreException if it refers to others in a way its hash cannot express
    public StorePath makeFixedOutputPath(ContentAddressMethod method, Hash hash, String name,
            References references) {
        HashAlgorithm algorithm = hash.algorithm();
        if (method == ContentAddressMethod.GIT && algorithm != HashAlgorithm.SHA1
                && algorithm != HashAlgorithm.SHA256) {
            throw StoreErrors.gitAlgorithm(algorithm.nixName());
        }
        if (algorithm == HashAlgorithm.SHA256 && method == ContentAddressMethod.NAR) {
            return makeStorePath(type("source", references), hash, name);
        }
        if (!references.isEmpty()) {
            throw StoreErrors.fixedReferences(name);
        }
        String payload = "fixed:out:" + method.prefix() + algorithm.nixName() + ":"
                + hash.toBase16() + ":";
        return makeStorePath("output:out", Hash.ofLatin1(HashAlgorithm.SHA256, payload), name);
    }

    /// The path of an object with a content address.
    public StorePath makeContentAddressedPath(ContentAddress address, String name,
            References references) {
        if (address.method() == ContentAddressMethod.TEXT) {
            if (references.self()) {
                throw StoreErrors.textSelfReference();
            }
            return makeTextPath(name, address.hash(), references.others());
        }
        return makeFixedOutputPath(address.method(), address.hash(), name, references);
    }

    private String type(String type, References references) {
        if (references.isEmpty()) {
            return type;
        }
        StringBuilder out = new StringBuilder(type);
        for (StorePath reference : references.others()) {
            out.append(':').append(print(reference));
        }
        if (references.self()) {
            out.append(":self");
        }
        return out.toString();
    }
}
