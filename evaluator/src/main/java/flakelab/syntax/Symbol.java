package flakelab.syntax;

import org.jspecify.annotations.Nullable;

/// An interned name: equal names are the same object. `name` is Latin-1, one char per byte.
///
/// Ids are dense and ordered by first sight, not by name; use [#compareTo] for Nix's (byte) order.
///
/// The table is an open-addressing array that is read without a lock: a reader that misses a symbol another thread is just
/// adding looks again under the lock.
public final class Symbol implements Comparable<Symbol> {
    private static volatile @Nullable Symbol[] table = new Symbol[1 << 13];
    private static int count;

    public final int id;
    public final String name;

    private Symbol(String name, int id) {
        this.name = name;
        this.id = id;
    }

    public static Symbol of(String name) {
        Symbol known = find(table, name.hashCode(), name, 0, name.length());
        return known != null ? known : intern(name);
    }

    /// The symbol named by `text[from, to)`, whose [String#hashCode] the caller (the lexer, while reading it) has computed.
    static Symbol of(String text, int from, int to, int hash) {
        Symbol known = find(table, hash, text, from, to);
        return known != null ? known : intern(text.substring(from, to));
    }

    private static @Nullable Symbol find(@Nullable Symbol[] slots, int hash, String text, int from,
            int to) {
        int mask = slots.length - 1;
        int length = to - from;
        for (int at = spread(hash) & mask;; at = (at + 1) & mask) {
            Symbol symbol = slots[at];
            if (symbol == null) {
                return null;
            }
            if (symbol.name.length() == length
                    && text.regionMatches(from, symbol.name, 0, length)) {
                return symbol;
            }
        }
    }

    private static synchronized Symbol intern(String name) {
        Symbol known = find(table, name.hashCode(), name, 0, name.length());
        if (known != null) {
            return known;
        }
        if (2 * (count + 1) > table.length) {
            grow();
        }
        Symbol symbol = new Symbol(name, count++);
        put(table, symbol);
        return symbol;
    }

    private static void grow() {
        @Nullable
        Symbol[] larger = new Symbol[2 * table.length];
        for (Symbol symbol : table) {
            if (symbol != null) {
                put(larger, symbol);
            }
        }
        table = larger;
    }

    private static void put(@Nullable Symbol[] slots, Symbol symbol) {
        int mask = slots.length - 1;
        int at = spread(symbol.name.hashCode()) & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = symbol;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    @Override
    public int compareTo(Symbol other) {
        return this == other ? 0 : name.compareTo(other.name);
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return name;
    }
}
