package flakelab.store;

import flakelab.hash.Hash;

/// An output of any derivation that does the same: of all with this hash modulo (CppNix `DrvOutput`,
/// `src/libstore/realisation.cc`).
public record DrvOutput(Hash drvHash, String outputName) {
    /// `sha256:…!out`.
    ///
    /// @throws StoreException if it is not that
    public static DrvOutput parse(String text) {
        int mark = text.indexOf('!');
        if (mark < 0) {
            throw StoreErrors.error("Invalid derivation output id %s", text);
        }
        return new DrvOutput(Hash.parseAnyPrefixed(text.substring(0, mark)),
                text.substring(mark + 1));
    }

    /// The hash as the database has it: `sha256:…` in base 16.
    public String hashText() {
        return drvHash.algorithm().nixName() + ":" + drvHash.toBase16();
    }

    @Override
    public String toString() {
        return hashText() + "!" + outputName;
    }
}
