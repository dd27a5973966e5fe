package flakelab.session.assist;

import flakelab.text.Latin1;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.BuiltinFunction;
import flakelab.value.FloatValue;
import flakelab.value.IntValue;
import flakelab.value.Lambda;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.PartialCall;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.Optional;

/// What a value is, in a word, and a line about it.
final class Kinds {
    private static final int LONGEST = 60;

    private Kinds() {}

    static String of(Value value) {
        return switch (value) {
            case Thunk thunk -> "unforced";
            case IntValue number -> "int";
            case FloatValue number -> "float";
            case BoolValue truth -> "bool";
            case NullValue nothing -> "null";
            case StringValue text -> "string";
            case PathValue path -> "path";
            case ListValue list -> "list";
            case Attrs set -> "set";
            case BuiltinFunction builtin -> "builtin";
            case Lambda lambda -> "lambda";
            case PartialCall call -> "function";
        };
    }

    static Optional<String> summary(Value value) {
        return switch (value) {
            case BuiltinFunction builtin ->
                Optional.of(String.join(" ", builtin.primitive().parameters()));
            case StringValue text ->
                Optional.of('"' + shorten(Latin1.toUnicode(text.text())) + '"');
            case Attrs set -> Optional.of(set.size() + " attributes");
            case ListValue list -> Optional.of(list.size() + " elements");
            case IntValue number -> Optional.of(Long.toString(number.value()));
            case Thunk thunk -> Optional.empty();
            case FloatValue number -> Optional.empty();
            case BoolValue truth -> Optional.of(Boolean.toString(truth.value()));
            case NullValue nothing -> Optional.empty();
            case PathValue path -> Optional.of(Latin1.toUnicode(path.shown()));
            case Lambda lambda -> Optional.empty();
            case PartialCall call -> Optional.empty();
        };
    }

    private static String shorten(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
