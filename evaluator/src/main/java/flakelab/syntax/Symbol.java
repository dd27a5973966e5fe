package flakelab.syntax;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// An interned name: equal names are the same object. `name` is Latin-1, one char per byte.
///
/// Ids are dense and ordered by first sight, not by name; use [#compareTo] for Nix's (byte) order.
public final class Symbol implements Comparable<Symbol> {
    private static final ConcurrentHashMap<String, Symbol> TABLE = new ConcurrentHashMap<>(4096);
    private static final AtomicInteger NEXT = new AtomicInteger();

    public final int id;
    public final String name;

    private Symbol(String name, int id) {
        this.name = name;
        this.id = id;
    }

    public static Symbol of(String name) {
        Symbol known = TABLE.get(name);
        return known != null
                ? known
                : TABLE.computeIfAbsent(name, n -> new Symbol(n, NEXT.getAndIncrement()));
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
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return name;
    }
}
