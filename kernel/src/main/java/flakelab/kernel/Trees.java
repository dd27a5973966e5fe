package flakelab.kernel;

import flakelab.kernel.wire.Message;
import flakelab.session.Tree;
import flakelab.text.NixException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Trees that open by a click, made of buttons and boxes: `▸ name  { … } 3 attributes` over an empty box, which is filled
/// when the node is first opened.
///
/// A tree's models belong to the cell it stands under and go when that cell runs again or is deleted, as far as the
/// frontend tells (JupyterLab does).
final class Trees {
    private static final int PAGE = 200;
    private static final Map<String, ?> COLUMN = Map.of("display", "flex", "flex_flow", "column",
            "align_items",
            "flex-start", "margin", "0 0 0 1.2em");
    private static final Map<String, ?> BUTTON = Map.of("width", "auto", "height", "auto",
            "padding", "0");
    private static final Map<String, ?> MONOSPACE = Map.of("button_color", "transparent",
            "font_family", "monospace");

    /// The layouts and styles that all nodes share.
    private record Look(String column, String button, String buttonStyle, String html,
            String htmlStyle) {}

    private final Interpreter interpreter;
    private final Models models;
    private final Map<String, Consumer<Message>> clicks = new ConcurrentHashMap<>();
    private final Map<String, List<String>> owned = new HashMap<>();
    private @Nullable Look look;
    private volatile boolean opening;

    Trees(Interpreter interpreter, Models models) {
        this.interpreter = interpreter;
        this.models = models;
    }

    /// Makes the widgets of a tree, its first level open. Returns the id of the model to view.
    String show(Tree tree, Message request) {
        Node root = new Node(tree, cell(request), request);
        root.click(request);
        return root.widget;
    }

    /// Somebody clicked the button with this id.
    void clicked(String button, Message click) {
        Consumer<Message> action = clicks.get(button);
        if (action != null) {
            action.accept(click);
        }
    }

    /// Ends the evaluation that a click has started, if one runs.
    void interrupt() {
        if (opening) {
            interpreter.interrupt();
        }
    }

    /// Closes what stands under the cell that is about to run, and under cells the frontend has deleted.
    void forget(Message request) {
        List<String> cells = new ArrayList<>();
        cells.add(cell(request));
        request.metadata().path("deletedCells").forEach(deleted -> cells.add(deleted.asText()));
        for (String cell : cells) {
            List<String> gone;
            synchronized (this) {
                gone = owned.remove(cell);
            }
            if (gone != null) {
                gone.forEach(clicks::remove);
                models.close(request, gone);
            }
        }
    }

    private static String cell(Message request) {
        return request.metadata().path("cellId").asText(request.id());
    }

    private synchronized Look look(Message parent) {
        Look known = look;
        if (known == null) {
            known = new Look(models.layout(parent, COLUMN), models.layout(parent, BUTTON),
                    models.style(parent,
                            "ButtonStyle", MONOSPACE),
                    models.layout(parent, Map.of()), models.style(parent, "HTMLStyle",
                            Map.of("font_size", "inherit")));
            look = known;
        }
        return known;
    }

    private synchronized String own(String cell, String model) {
        owned.computeIfAbsent(cell, _ -> new ArrayList<>()).add(model);
        return model;
    }

    private String column(String cell, Message parent, List<String> children) {
        return own(cell,
                models.widget(parent, "VBox",
                        Map.of("children", references(children), "box_style", "",
                                "layout", Models.reference(look(parent).column))));
    }

    private String button(String cell, Message parent, String description,
            Consumer<Message> action) {
        Look its = look(parent);
        String id = own(cell,
                models.widget(parent, "Button",
                        Map.of("description", description, "button_style", "",
                                "icon", "", "disabled", false, "layout",
                                Models.reference(its.button), "style",
                                Models.reference(its.buttonStyle))));
        clicks.put(id, action);
        return id;
    }

    private String html(String cell, Message parent, String html) {
        Look its = look(parent);
        return own(cell,
                models.widget(parent, "HTML",
                        Map.of("value", html, "description", "", "placeholder", "",
                                "layout", Models.reference(its.html), "style",
                                Models.reference(its.htmlStyle))));
    }

    private static List<String> references(List<String> ids) {
        return ids.stream().map(Models::reference).toList();
    }

    /// One thing that opens: a button, and the box below it.
    private final class Node {
        final Tree tree;
        final String cell;
        final String button;
        final String box;
        final String widget;
        final List<String> shown = new ArrayList<>();
        boolean filled;
        boolean folded = true;

        Node(Tree tree, String cell, Message parent) {
            this.tree = tree;
            this.cell = cell;
            this.button = button(cell, parent, described("▸"), this::click);
            this.box = column(cell, parent, List.of());
            this.widget = column(cell, parent, List.of(button, box));
        }

        private String described(String sign) {
            return sign + " " + (tree.label().isEmpty() ? "" : tree.label() + "  ") + tree.glance();
        }

        void click(Message click) {
            if (!filled && !fill(click)) {
                return;
            }
            folded = !folded;
            models.update(click, box, Map.of("children", folded ? List.of() : references(shown)));
            models.update(click, button,
                    Map.of("description", described(folded ? "▸" : "▾"), "disabled", false));
        }

        /// Evaluates and shows the parts; says whether there are any.
        private boolean fill(Message click) {
            // A cell may be running, and evaluation waits for it: say that the click was heard.
            models.update(click, button, Map.of("description", described("…"), "disabled", true));
            opening = true;
            try {
                List<Tree> parts = interpreter.open(tree);
                filled = true;
                page(click, parts, 0);
                if (parts.isEmpty()) {
                    models.update(click, button,
                            Map.of("description", described(" "), "disabled", true));
                }
                return !parts.isEmpty();
            } catch (NixException failure) {
                String error = html(cell, click,
                        "<pre>" + escaped("error: " + Bundle.plain(failure.text())) + "</pre>");
                models.update(click, box, Map.of("children", references(List.of(error))));
                models.update(click, button,
                        Map.of("description", described("▸"), "disabled", false));
                return false;
            } finally {
                opening = false;
            }
        }

        /// Adds the parts from `start` on, a page of them; leaves that follow each other share one model.
        private void page(Message click, List<Tree> parts, int start) {
            StringBuilder leaves = new StringBuilder();
            int end = Math.min(parts.size(), start + PAGE);
            for (Tree part : parts.subList(start, end)) {
                if (part.opens()) {
                    flush(click, leaves);
                    shown.add(new Node(part, cell, click).widget);
                } else {
                    leaves.append("<div style=\"font-family:monospace;white-space:pre-wrap\">")
                        .append(escaped(part.label()))
                        .append(" = ")
                        .append(escaped(part.glance()))
                        .append("</div>");
                }
            }
            flush(click, leaves);
            if (end < parts.size()) {
                shown.add(button(cell, click,
                        "show " + Math.min(PAGE, parts.size() - end) + " more of "
                                + (parts.size() - end),
                        again -> more(again, parts, end)));
            }
        }

        private void more(Message click, List<Tree> parts, int start) {
            shown.removeLast();
            page(click, parts, start);
            models.update(click, box, Map.of("children", references(shown)));
        }

        private void flush(Message click, StringBuilder leaves) {
            if (!leaves.isEmpty()) {
                shown.add(html(cell, click, leaves.toString()));
                leaves.setLength(0);
            }
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
    }
}
