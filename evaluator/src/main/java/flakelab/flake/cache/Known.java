package flakelab.flake.cache;

import flakelab.value.StringContext;
import java.util.List;

/// What is known of an attribute without evaluating it (CppNix `AttrValue`, `src/libexpr/eval-cache.cc`).
sealed interface Known {
    /// It exists.
    record Placeholder() implements Known {}

    /// A set with these attributes, sorted.
    record Names(List<String> names) implements Known {}

    record Text(String text, StringContext context) implements Known {}

    /// It does not exist.
    record Missing() implements Known {}

    /// Something that is not kept.
    record Other() implements Known {}

    /// Its evaluation fails.
    record Failed() implements Known {}

    record Truth(boolean value) implements Known {}

    record Texts(List<String> texts) implements Known {}

    record Whole(long value) implements Known {}

    /// CppNix's `AttrType`.
    default int type() {
        return switch (this) {
            case Placeholder _ -> 0;
            case Names _ -> 1;
            case Text _ -> 2;
            case Missing _ -> 3;
            case Other _ -> 4;
            case Failed _ -> 5;
            case Truth _ -> 6;
            case Texts _ -> 7;
            case Whole _ -> 8;
        };
    }
}
