package flakelab.eval;

/// How a [Printer] writes (CppNix `print-options.hh`). Limits on attributes and items are for the whole print.
///
/// @param colours ANSI colours
/// @param force evaluate what is printed
/// @param derivationPaths print derivations as `«derivation /nix/store/….drv»`; needs `force`
/// @param trackRepeated print a set or list met before as `«repeated»`
/// @param indent columns per level when nested values get lines of their own; 0 keeps one line
/// @param errors what to do with an error met while forcing
public record PrintOptions(boolean colours, boolean force, boolean derivationPaths, boolean trackRepeated,
        int maxDepth, int maxAttrs, int maxItems, int maxString, int indent, Errors errors) {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    public enum Errors {
        PRINT, THROW, THROW_TOP_LEVEL
    }

    public static final PrintOptions PLAIN = new PrintOptions(false, false, false, true, UNLIMITED, UNLIMITED,
            UNLIMITED, UNLIMITED, 0, Errors.PRINT);

    /// For values inside error messages.
    public static final PrintOptions ERROR = new PrintOptions(true, false, false, true, 10, 10, 10, 1024, 0,
            Errors.PRINT);

    public PrintOptions withColours(boolean value) {
        return new PrintOptions(value, force, derivationPaths, trackRepeated, maxDepth, maxAttrs, maxItems, maxString,
                indent, errors);
    }

    public PrintOptions withForce(boolean value) {
        return new PrintOptions(colours, value, derivationPaths, trackRepeated, maxDepth, maxAttrs, maxItems,
                maxString, indent, errors);
    }

    public PrintOptions withDerivationPaths(boolean value) {
        return new PrintOptions(colours, force, value, trackRepeated, maxDepth, maxAttrs, maxItems, maxString, indent,
                errors);
    }

    public PrintOptions withMaxDepth(int value) {
        return new PrintOptions(colours, force, derivationPaths, trackRepeated, value, maxAttrs, maxItems, maxString,
                indent, errors);
    }

    public PrintOptions withIndent(int value) {
        return new PrintOptions(colours, force, derivationPaths, trackRepeated, maxDepth, maxAttrs, maxItems,
                maxString, value, errors);
    }

    public PrintOptions withErrors(Errors value) {
        return new PrintOptions(colours, force, derivationPaths, trackRepeated, maxDepth, maxAttrs, maxItems,
                maxString, indent, value);
    }
}
