package flakelab.builtin;

/// What an evaluator must know of a built-in function before it is called.
///
/// @param number what [Catalogue] calls it
/// @param arity how many arguments it takes; 0: a constant, computed when first needed
/// @param flags some of the constants below
/// @param feature the experimental feature without which it does not exist, or empty
record CatalogueEntry(int number, String name, int arity, int flags, String feature) {
    static final int GLOBAL = 1;
    static final int INTERNAL = 2;
    static final int IMPURE = 4;
    static final int UNTRACED = 8;
    /// The first argument is needed at once: it is a set or a list.
    static final int NEEDS_FIRST = 16;

    boolean is(int flag) {
        return (flags & flag) != 0;
    }
}
