package flakelab.store;

import java.util.SortedSet;
import java.util.TreeSet;

/// Something to have in the store (CppNix `DerivedPath`, `src/libstore/derived-path.cc`).
public sealed interface Wanted {
    /// The path itself, by substitution.
    record Opaque(StorePath path) implements Wanted {}

    /// Outputs of a derivation; empty means all of them.
    record Built(StorePath derivation, SortedSet<String> outputs) implements Wanted {}

    /// As the worker protocol writes it: `/nix/store/…`, `/nix/store/….drv!out,dev`, `/nix/store/….drv!*`.
    default String print(StoreDir dir) {
        return print(dir, "!");
    }

    /// As people write it, with `^`.
    default String show(StoreDir dir) {
        return print(dir, "^");
    }

    private String print(StoreDir dir, String separator) {
        return switch (this) {
            case Opaque(StorePath path) -> dir.print(path);
            case Built(StorePath derivation, SortedSet<String> outputs) ->
                dir.print(derivation) + separator
                        + (outputs.isEmpty() ? "*" : String.join(",", outputs));
        };
    }

    /// Reads what [#print] or [#show] wrote.
    static Wanted parse(StoreDir dir, String text) {
        int at = Math.max(text.lastIndexOf('!'), text.lastIndexOf('^'));
        if (at < 0) {
            return new Opaque(dir.parse(text));
        }
        String names = text.substring(at + 1);
        SortedSet<String> outputs = new TreeSet<>();
        if (!names.equals("*")) {
            for (String name : names.split(",", -1)) {
                outputs.add(name);
            }
        }
        return new Built(dir.parse(text.substring(0, at)), outputs);
    }
}
