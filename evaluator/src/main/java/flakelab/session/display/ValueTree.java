package flakelab.session.display;

import flakelab.eval.Evaluator;
import flakelab.session.Display;
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
    private static final int LINES = 40;

    /// A value as a tree to open; as text and HTML, what is known of it and its parts. Nothing below `value` is evaluated.
    public static Display display(Evaluator evaluator, Value value) {
        ValueTree root = new ValueTree(evaluator, "", value);
        StringBuilder text = new StringBuilder(root.glance());
        List<Tree> parts = root.parts();
        for (Tree part : parts.subList(0, Math.min(LINES, parts.size()))) {
            text.append("\n  ").append(part.label()).append(" = ").append(part.glance());
        }
        if (parts.size() > LINES) {
            text.append("\n  … ").append(parts.size() - LINES).append(" more");
        }
        return Display.text(text.toString())
            .with(Display.HTML, ValueHtml.render(value, leaf -> Displays.glance(evaluator, leaf)))
            .with(PART, root);
    }

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
                    parts.add(new ValueTree(evaluator, Latin1.toUnicode(set.nameAt(i).name),
                            set.valueAt(i)));
                }
            }
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    parts.add(new ValueTree(evaluator, Integer.toString(i), list.get(i)));
                }
            }
            default -> {
            }
        }
        return parts;
    }
}
