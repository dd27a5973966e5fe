package flakelab.session.display;

import flakelab.eval.Evaluator;
import flakelab.session.Tree;
import flakelab.text.Latin1;
import flakelab.text.Positions;
import flakelab.value.Attrs;
import flakelab.value.ListValue;
import flakelab.value.Thunk;
import flakelab.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Nix value as a tree of attributes and elements.
public record ValueTree(Evaluator evaluator, String label, Value value) implements Tree {
    private @Nullable Value known() {
        return value instanceof Thunk thunk ? thunk.valueIfForced() : value;
    }

    @Override
    public String glance() {
        return switch (known()) {
            case Attrs set when set.isEmpty() -> "{ }";
            case Attrs set -> "{ … } " + count(set.size(), "attribute");
            case ListValue list when list.size() > 0 -> "[ … ] " + count(list.size(), "element");
            case null, default -> Displays.glance(evaluator, value);
        };
    }

    private static String count(int size, String what) {
        return size + " " + what + (size == 1 ? "" : "s");
    }

    @Override
    public boolean opens() {
        return switch (known()) {
            case null -> true;
            case Attrs set -> !set.isEmpty();
            case ListValue list -> list.size() > 0;
            default -> false;
        };
    }

    @Override
    public List<Tree> parts() {
        List<Tree> parts = new ArrayList<>();
        switch (value.force(Positions.NONE)) {
            case Attrs set -> {
                for (int i = 0; i < set.size(); i++) {
                    parts.add(new ValueTree(evaluator, Latin1.toUnicode(set.nameAt(i).name), set.valueAt(i)));
                }
            }
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    parts.add(new ValueTree(evaluator, Integer.toString(i), list.get(i)));
                }
            }
            default -> {}
        }
        return parts;
    }
}
