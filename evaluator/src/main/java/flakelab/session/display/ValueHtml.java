package flakelab.session.display;

import flakelab.syntax.Symbol;
import flakelab.text.Latin1;
import flakelab.value.Attrs;
import flakelab.value.BoolValue;
import flakelab.value.FloatValue;
import flakelab.value.FunctionValue;
import flakelab.value.IntValue;
import flakelab.value.ListValue;
import flakelab.value.NullValue;
import flakelab.value.PathValue;
import flakelab.value.StringValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A value as folding HTML. Shows what is evaluated already and marks the rest; bounded in depth and width.
final class ValueHtml {
    private static final int DEPTH = 4;
    private static final int WIDTH = 200;
    private static final int TEXT = 2000;
    private static final Symbol TYPE = Symbol.of("type");
    private static final Symbol NAME = Symbol.of("name");

    private final Html html = new Html();
    private final Function<Value, String> words;
    private int left = 2000;

    /// `words` prints what has no parts: numbers, functions.
    private ValueHtml(Function<Value, String> words) {
        this.words = words;
    }

    static String render(Value value, Function<Value, String> words) {
        ValueHtml page = new ValueHtml(words);
        page.html.markup(Html.STYLE).markup("<div class=\"fl\">");
        page.show("", value, 0);
        return page.html.markup("</div>").toString();
    }

    private static @Nullable Value known(Value value) {
        return value instanceof Thunk thunk ? thunk.valueIfForced() : value;
    }

    private void show(String label, Value value, int depth) {
        left--;
        switch (known(value)) {
            case null -> item(label, "dim", "not evaluated");
            case Attrs set when isDerivation(set) ->
                item(label, "drv", "derivation " + derivationName(set));
            case Attrs set -> attributes(label, set, depth);
            case ListValue list -> elements(label, list, depth);
            case StringValue text -> item(label, "string", quoted(text.text()));
            case PathValue path -> item(label, "path", Latin1.toUnicode(path.shown()));
            case IntValue number -> item(label, "number", words.apply(number));
            case FloatValue number -> item(label, "number", words.apply(number));
            case BoolValue truth -> item(label, "number", words.apply(truth));
            case NullValue nothing -> item(label, "number", words.apply(nothing));
            case FunctionValue function -> item(label, "dim", words.apply(function));
            case Thunk thunk -> item(label, "dim", "not evaluated");
        }
    }

    private void item(String label, String style, String text) {
        html.markup("<div class=\"fl-item\">");
        label(label);
        html.span(style, text).markup("</div>");
    }

    private void label(String label) {
        if (!label.isEmpty()) {
            html.span("name", label).text(" = ");
        }
    }

    private void attributes(String label, Attrs set, int depth) {
        boolean folded = open(label, set.isEmpty() ? "{ }" : "{ … }", set.size(), "attributes",
                depth);
        for (int i = 0; folded && i < set.size(); i++) {
            if (enough(i, set.size())) {
                break;
            }
            show(Latin1.toUnicode(set.nameAt(i).name), set.valueAt(i), depth + 1);
        }
        close(folded);
    }

    private void elements(String label, ListValue list, int depth) {
        boolean folded = open(label, list.size() == 0 ? "[ ]" : "[ … ]", list.size(), "elements",
                depth);
        for (int i = 0; folded && i < list.size(); i++) {
            if (enough(i, list.size())) {
                break;
            }
            show(Integer.toString(i), list.get(i), depth + 1);
        }
        close(folded);
    }

    /// Opens a fold; false if there is nothing to fold or no room.
    private boolean open(String label, String brackets, int size, String what, int depth) {
        boolean folded = size > 0 && depth < DEPTH && left > 0;
        html.markup(folded
                ? depth == 0 ? "<details open><summary>" : "<details><summary>"
                : "<div class=\"fl-item\">");
        label(label);
        html.text(brackets).span("dim", size == 0 ? "" : " " + size + " " + what);
        html.markup(folded ? "</summary>" : "</div>");
        return folded;
    }

    private void close(boolean folded) {
        html.markup(folded ? "</details>" : "");
    }

    private boolean enough(int shown, int size) {
        if (shown < WIDTH && left > 0) {
            return false;
        }
        item("", "dim", "… " + (size - shown) + " more");
        return true;
    }

    private static boolean isDerivation(Attrs set) {
        Value type = set.get(TYPE);
        return type != null && known(type) instanceof StringValue text
                && text.text().equals("derivation");
    }

    private static String derivationName(Attrs set) {
        Value name = set.get(NAME);
        return name != null && known(name) instanceof StringValue text
                ? Latin1.toUnicode(text.text())
                : "";
    }

    private static String quoted(String bytes) {
        String text = Latin1.toUnicode(bytes);
        return '"' + (text.length() > TEXT ? text.substring(0, TEXT) + "…" : text) + '"';
    }
}
