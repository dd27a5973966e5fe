package flakelab.session.display;

import flakelab.flake.Output;
import flakelab.session.Display;
import flakelab.text.Ansi;
import flakelab.text.Latin1;
import java.util.Iterator;
import java.util.Map;

/// What a flake provides as a tree: each leaf says what it is, or how it failed.
public final class OutputTree {
    private static final String BRANCH = "├───";
    private static final String LAST = "└───";

    private final StringBuilder text = new StringBuilder();
    private final Html html = new Html().markup(Html.STYLE).markup("<div class=\"fl\">");

    private OutputTree() {}

    /// `title` is the flake's reference, Latin-1.
    public static Display display(String title, Output output) {
        OutputTree tree = new OutputTree();
        String name = Latin1.toUnicode(title);
        tree.text.append(Ansi.BOLD).append(name).append(Ansi.NORMAL).append('\n');
        tree.html.markup("<div class=\"fl-item\">").span("name", name).markup("</div>");
        if (output instanceof Output.Group group) {
            tree.members(group, "");
        } else {
            tree.leaf("", output);
        }
        return Display.text(tree.text.toString().stripTrailing())
            .with(Display.HTML,
                    tree.html.markup("</div>").toString());
    }

    private void members(Output.Group group, String prefix) {
        Iterator<Map.Entry<String, Output>> members = group.members().entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, Output> member = members.next();
            boolean last = !members.hasNext();
            String name = Latin1.toUnicode(member.getKey());
            text.append(Ansi.GREEN)
                .append(prefix)
                .append(last ? LAST : BRANCH)
                .append(Ansi.NORMAL)
                .append(Ansi.BOLD)
                .append(name)
                .append(Ansi.NORMAL);
            if (member.getValue() instanceof Output.Group inner) {
                text.append('\n');
                html.markup("<details open><summary>").span("name", name).markup("</summary>");
                members(inner, prefix + (last ? "    " : "│   "));
                html.markup("</details>");
            } else {
                leaf(name, member.getValue());
            }
        }
    }

    private void leaf(String name, Output output) {
        switch (output) {
            case Output.Group group -> members(group, "");
            case Output.Derivation(String kind, String what, String description) -> say(name, "drv",
                    kind + " '" + Latin1.toUnicode(what) + "'"
                            + dash(Latin1.toUnicode(description)));
            case Output.App(var description) ->
                say(name, "drv", "app" + dash(Latin1.toUnicode(description.orElse(""))));
            case Output.Template(String description) ->
                say(name, "drv", "template" + dash(Latin1.toUnicode(description)));
            case Output.Opaque(var type, String shown) -> say(name, "dim", Latin1.toUnicode(shown));
            case Output.Omitted(Output.Reason reason) -> say(name, "dim", switch (reason) {
                case OTHER_SYSTEM -> "other system (--all-systems looks into it)";
                case LEGACY -> "not looked into (--legacy does)";
                case IMPORT_FROM_DERIVATION -> "needs something built first";
                case NO_DERIVATION -> "not a derivation";
                case NOT_REACHED -> "not looked at";
            });
            case Output.Failed(var error, var inside) -> say(name, "error",
                    "error: " + firstLine(Ansi.filter(Latin1.toUnicode(error.text()), true)));
        }
    }

    private static String dash(String description) {
        return description.isBlank() ? "" : " – " + firstLine(description);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private void say(String name, String style, String what) {
        boolean failed = style.equals("error");
        text.append(": ")
            .append(failed ? Ansi.RED : "")
            .append(what)
            .append(failed ? Ansi.NORMAL : "")
            .append('\n');
        html.markup("<div class=\"fl-item\">")
            .span("name", name)
            .text(": ")
            .span(style, what)
            .markup("</div>");
    }
}
