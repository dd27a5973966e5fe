package flakelab.text;

/// Where a [Source] came from, as messages name it (CppNix `Pos::Origin`).
public sealed interface Origin {
    /// A file.
    ///
    /// @param path what expressions know it by
    /// @param name what people know it by: of a file in a flake, where its tree came from (`«git+file:///…»/flake.nix`)
    record File(String path, String name) implements Origin {
        public File(String path) {
            this(path, path);
        }
    }

    /// Standard input, shown as `«stdin»`.
    record Stdin() implements Origin {}

    /// An expression typed by a person, shown as `«string»` (in a notebook or REPL too).
    record Text() implements Origin {}

    /// No place at all.
    record Nowhere() implements Origin {}

    /// The name shown after `at` in a trace; a byte string like all texts (UTF-8, one Latin-1 char per byte).
    default String shown() {
        return switch (this) {
            case File(_, String name) -> name;
            case Stdin() -> "\u00c2\u00abstdin\u00c2\u00bb";
            case Text() -> "\u00c2\u00abstring\u00c2\u00bb";
            case Nowhere() -> "\u00c2\u00abnone\u00c2\u00bb";
        };
    }
}
