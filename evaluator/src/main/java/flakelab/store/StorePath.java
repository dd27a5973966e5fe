package flakelab.store;

import flakelab.hash.Hash;

/// The name of a store object: 32 Nix32 digits and a name, `hashPart-name`, without any store directory.
///
/// Ordered by base name, byte by byte. Rules and messages: CppNix `src/libstore/path.cc`.
public record StorePath(String hashPart, String name) implements Comparable<StorePath> {
    /// The length of the hash part.
    public static final int HASH_LENGTH = 32;
    /// The length a name may have.
    public static final int MAX_NAME = 211;
    private static final String DERIVATION = ".drv";

    /// Reads a base name, `hashPart-name`.
    ///
    /// @throws StoreException.BadPath in CppNix's words
    public static StorePath parse(String baseName) {
        if (baseName.length() < HASH_LENGTH + 1) {
            throw StoreErrors.tooShort(baseName);
        }
        for (int i = 0; i < HASH_LENGTH; i++) {
            char c = baseName.charAt(i);
            boolean digit = c >= '0' && c <= '9'
                    || c >= 'a' && c <= 'z' && c != 'e' && c != 'o' && c != 'u' && c != 't';
            if (!digit) {
                throw StoreErrors.illegalHash(baseName, c);
            }
        }
        StorePath path = new StorePath(baseName.substring(0, HASH_LENGTH),
                baseName.substring(HASH_LENGTH + 1));
        path.checkPathName();
        return path;
    }

    /// Makes the path of a 20-byte hash and a name.
    ///
    /// @throws StoreException.BadPath if the name may not be in a store
    public static StorePath of(Hash hash, String name) {
        StorePath path = new StorePath(hash.toNix32(), name);
        path.checkPathName();
        return path;
    }

    /// Refuses what may not be the name of a store object.
    ///
    /// @throws StoreException.BadPath in CppNix's words
    public static void checkName(String name) {
        if (name.isEmpty()) {
            throw StoreErrors.emptyName();
        }
        if (name.length() > MAX_NAME) {
            throw StoreErrors.longName(name);
        }
        if (name.charAt(0) == '.') {
            checkDots(name);
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isNameChar(name.charAt(i))) {
                throw StoreErrors.illegalName(name, name.charAt(i));
            }
        }
    }

    private static void checkDots(String name) {
        if (name.equals(".") || name.equals("..")) {
            throw StoreErrors.dotName(name);
        }
        if (name.startsWith(".-")) {
            throw StoreErrors.dotComponent(name, ".");
        }
        if (name.startsWith("..-")) {
            throw StoreErrors.dotComponent(name, "..");
        }
    }

    private static boolean isNameChar(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-'
                || c == '.'
                || c == '_' || c == '+' || c == '?' || c == '=';
    }

    private void checkPathName() {
        try {
            checkName(name);
        } catch (StoreException.BadPath e) {
            throw StoreErrors.badName(baseName(), e);
        }
    }

    /// `hashPart-name`.
    public String baseName() {
        return hashPart + "-" + name;
    }

    /// Whether this names a derivation: its name ends with `.drv`.
    public boolean isDerivation() {
        return name.endsWith(DERIVATION);
    }

    /// @throws StoreException.BadPath unless [#isDerivation]
    public void requireDerivation() {
        if (!isDerivation()) {
            throw StoreErrors.notDerivation(this);
        }
    }

    /// A derivation path's name without `.drv`.
    public String derivationName() {
        requireDerivation();
        return name.substring(0, name.length() - DERIVATION.length());
    }

    @Override
    public int compareTo(StorePath other) {
        int byHash = hashPart.compareTo(other.hashPart);
        return byHash != 0 ? byHash : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return baseName();
    }
}
